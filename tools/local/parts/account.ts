import { createHash } from "node:crypto";
import {
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { UserError } from "../../command.ts";

/** The account that PostgreSQL runs as, and the paths it can reach. */
export interface Account {
  /** Undefined: the account of this process. */
  identity: { uid: number; gid: number } | undefined;
  /** The directory itself, or a copy that the account can read. */
  programs(directory: string, version: string): string;
  /** The path itself, or a link to a place where the account can write. */
  data(path: string): string;
  /** Gives the account ownership. */
  own(...paths: string[]): void;
}

/** Copies of root's private directories (a checkout under /root) that another account must reach. */
const shared = "/var/lib/taskwake";

/** PostgreSQL refuses to run as root; then it runs as `postgres` or `nobody`, whichever exists. */
export function postgresAccount(): Account {
  if (process.getuid?.() !== 0)
    return { identity: undefined, programs: (path) => path, data: (path) => path, own: () => {} };
  const identity = unprivileged();
  return {
    identity,
    programs: (directory, version) => (isReachable(directory) ? directory : copy(directory, version)),
    // What was linked stays so, also when the directory has become reachable: the data are there.
    data: (path) => (isReachable(path) && !isLink(path) ? path : linked(path)),
    own: (...paths) => {
      for (const path of paths) chownSync(path, identity.uid, identity.gid);
    },
  };
}

function unprivileged(): { uid: number; gid: number } {
  const entries = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"));
  const entry = entries.find(([name]) => name === "postgres") ?? entries.find(([name]) => name === "nobody");
  if (entry === undefined)
    throw new UserError("PostgreSQL does not run as root: start as another user, or set DATABASE_URL.");
  return { uid: Number(entry[2]), gid: Number(entry[3]) };
}

/** Whether any user may enter the directories above. */
function isReachable(path: string): boolean {
  for (let directory = dirname(path); directory !== dirname(directory); directory = dirname(directory))
    if (((statSync(directory, { throwIfNoEntry: false })?.mode ?? 0o1) & 0o1) === 0) return false;
  return true;
}

const isLink = (path: string): boolean =>
  lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;

function copy(directory: string, version: string): string {
  const to = join(shared, `postgresql-${version}`);
  if (existsSync(to)) return to;
  const part = `${to}.${process.pid}.part`;
  cpSync(directory, part, { recursive: true, verbatimSymlinks: true });
  renameSync(part, to);
  return to;
}

function linked(path: string): string {
  const to = join(shared, createHash("sha256").update(path).digest("hex").slice(0, 16));
  // A copy without its link belongs to a state directory that was deleted by hand.
  if (!existsSync(path)) rmSync(to, { recursive: true, force: true });
  mkdirSync(to, { recursive: true, mode: 0o755 });
  rmSync(path, { force: true });
  symlinkSync(to, path);
  return join(to, "data");
}
