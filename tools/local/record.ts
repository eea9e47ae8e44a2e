import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { identity } from "./reaper.mjs";

/** Stopped in this order: functions with their sidecars, then the infrastructure. */
export type Group = "function" | "sidecar" | "infrastructure";

/** One process of a run, with what the reaper needs to identify and stop it. */
export interface RecordedProcess {
  name: string;
  pid: number;
  started: string;
  group: Group;
  stopSignal: NodeJS.Signals;
  graceMs: number;
  ports: Record<string, number>;
}

/** `<state directory>/processes.json`: the starter of this state directory, and the processes it started. */
export interface RunRecord {
  starter: { pid: number; started: string };
  reaper?: { pid: number; started: string };
  url?: string;
  databaseUrl?: string;
  kafkaBrokers?: string;
  daprApiToken?: string;
  appApiToken?: string;
  processes: RecordedProcess[];
}

const file = (stateDir: string) => join(stateDir, "processes.json");

/** The record of the latest run that was not cleaned up, running or not. */
export function readRecord(stateDir: string): RunRecord | undefined {
  try {
    return JSON.parse(readFileSync(file(stateDir), "utf8")) as RunRecord;
  } catch {
    return undefined;
  }
}

/** Written atomically; it contains secrets, so only the owner may read it. */
export function writeRecord(stateDir: string, record: RunRecord): void {
  const temporary = `${file(stateDir)}.new`;
  writeFileSync(temporary, JSON.stringify(record, null, 1), { mode: 0o600 });
  renameSync(temporary, file(stateDir));
}

/** Claims the state directory for this process; false if a record exists already. */
export function claim(stateDir: string, record: RunRecord): boolean {
  const own = `${file(stateDir)}.${process.pid}`;
  try {
    // Linked when it is whole, so that nobody finds half of it.
    writeFileSync(own, JSON.stringify(record), { mode: 0o600 });
    linkSync(own, file(stateDir));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(own, { force: true });
  }
}

/** Whether a recorded process is still running, and still the same. */
export const isAlive = (p: { pid: number; started: string } | undefined): boolean =>
  p !== undefined && identity(p.pid) === p.started;

/** The system that runs in this state directory, for other commands; undefined if there is none. */
export function runningSystem(stateDir: string): RunRecord | undefined {
  const record = readRecord(stateDir);
  return isAlive(record?.starter) ? record : undefined;
}
