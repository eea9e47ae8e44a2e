import { mkdirSync, openSync, readFileSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";

const rotateAt = 16 * 1024 * 1024;

/** `create-task/daprd` logs to `<state directory>/logs/create-task.daprd.log`. */
export const logFile = (stateDir: string, name: string) =>
  join(stateDir, "logs", `${name.replaceAll("/", ".")}.log`);

/** Opens a process's log for appending; beyond 16 MiB the former file is kept once, as `.1`. */
export function openLog(stateDir: string, name: string): number {
  const file = logFile(stateDir, name);
  mkdirSync(join(stateDir, "logs"), { recursive: true });
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > rotateAt) renameSync(file, `${file}.1`);
  return openSync(file, "a", 0o600);
}

/** The end of a process's log, for an error message. */
export function logTail(stateDir: string, name: string, lines = 5): string {
  try {
    return readFileSync(logFile(stateDir, name), "utf8").trimEnd().split("\n").slice(-lines).join("\n");
  } catch {
    return "";
  }
}
