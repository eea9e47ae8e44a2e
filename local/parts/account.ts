import { chownSync, readFileSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { UserError } from "../command.ts";
import { output } from "./download.ts";

/** Who a program runs as, when that is not who runs this one. */
export interface Account {
  /** Makes this account the owner of what the program writes. */
  own(...paths: string[]): void;
  /** The command line and identity under which to spawn a program. */
  as(command: string, ...args: string[]): { command: string; args: string[]; uid?: number; gid?: number };
}

/** PostgreSQL refuses to run as root: then it runs as `postgres` or `nobody`, whichever the machine has. */
export function unprivilegedAccount(paths: string[]): Account {
  if (process.getuid?.() !== 0) return { own: () => {}, as: (command, ...args) => ({ command, args }) };
  const { uid, gid } = account();
  const own = (...owned: string[]) => {
    for (const path of owned) chownSync(path, uid, gid);
  };
  if (paths.every(isReachable)) return { own, as: (command, ...args) => ({ command, args, uid, gid }) };
  // Behind a private directory (a checkout under /root) it needs one capability of root's: to pass through.
  const passing = ["--inh-caps", "+dac_override", "--ambient-caps", "+dac_override"];
  const setpriv = [`--reuid=${uid}`, `--regid=${gid}`, "--clear-groups", ...passing, "--"];
  if (output("setpriv", ["--version"]) === undefined)
    throw new UserError(
      "PostgreSQL does not run as root and others may not enter this directory: start as another user, or set DATABASE_URL.",
    );
  return { own, as: (command, ...args) => ({ command: "setpriv", args: [...setpriv, command, ...args] }) };
}

function account(): { uid: number; gid: number } {
  const entries = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"));
  const entry = entries.find(([name]) => name === "postgres") ?? entries.find(([name]) => name === "nobody");
  if (entry === undefined)
    throw new UserError("PostgreSQL does not run as root: start as another user, or set DATABASE_URL.");
  return { uid: Number(entry[2]), gid: Number(entry[3]) };
}

/** Whether any user may pass through the directories above. */
function isReachable(path: string): boolean {
  for (let directory = dirname(path); directory !== dirname(directory); directory = dirname(directory))
    if (((statSync(directory, { throwIfNoEntry: false })?.mode ?? 0o1) & 0o1) === 0) return false;
  return true;
}
