// Stops every process of a run when the starter ends in any way: the starter holds the other end of this program's
// standard input, so a crash, a SIGKILL and an orderly stop all close it. Each line of the input is the record of the
// running processes.
// Usage: node tools/local/reaper.mjs <state directory>

import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

/** A process id with its start time, since ids are reused. Undefined: no such process. */
export function identity(pid) {
  try {
    if (process.platform === "linux") {
      // The second field is the program's name in parentheses and may contain spaces.
      const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1).split(" ");
      return fields[0] === "Z" ? undefined : `${bootId()}:${fields[19]}`;
    }
    const [state, ...started] = execFileSync("ps", ["-o", "state=,lstart=", "-p", String(pid)], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    })
      .trim()
      .split(/\s+/);
    return state.startsWith("Z") ? undefined : started.join(" ");
  } catch {
    return undefined;
  }
}

let boot;
function bootId() {
  boot ??= readFileSync("/proc/sys/kernel/random/boot_id", "utf8").slice(0, 8);
  return boot;
}

function signal(process_, name) {
  if (identity(process_.pid) !== process_.started) return;
  try {
    // Each was started as the leader of a process group, which includes its children.
    process.kill(-process_.pid, name);
  } catch {
    // It ended in between.
  }
}

/** Waits until all have ended; true if they did within the time. */
async function ended(processes, milliseconds) {
  for (const deadline = Date.now() + milliseconds; ; await sleep(25)) {
    if (processes.every((p) => identity(p.pid) !== p.started)) return true;
    if (Date.now() > deadline) return false;
  }
}

/** A record that a full disk or a kill left empty or cut says nothing; the ports tell what still runs. */
function recordOf(file) {
  try {
    const record = JSON.parse(readFileSync(file, "utf8"));
    return Array.isArray(record.processes) ? record : undefined;
  } catch {
    return undefined;
  }
}

/** Ends the processes of a run that was killed together with its reaper. */
export async function reap(stateDir) {
  const file = join(stateDir, "processes.json");
  if (!existsSync(file)) return;
  const record = recordOf(file);
  if (record) await end(record);
  rmSync(file, { force: true });
}

/** Ends the processes of a record group by group, each with its own signal and grace, then SIGKILL. */
async function end(record) {
  const groups = ["function", "sidecar", "infrastructure"].map((group) =>
    record.processes.filter((p) => p.group === group),
  );
  const [functions, sidecars, infrastructure] = groups;
  // As in a pod, a function and its sidecar are signalled together: the sidecar then accepts no new events but still
  // publishes what the function finishes.
  for (const p of [...functions, ...sidecars]) signal(p, p.stopSignal);
  for (const group of groups) {
    if (group === infrastructure) for (const p of group) signal(p, p.stopSignal);
    // A sidecar without its function has no work left, but takes seconds to notice.
    const grace = group === sidecars ? 1500 : Math.max(0, ...group.map((p) => p.graceMs));
    if (!(await ended(group, grace))) for (const p of group) signal(p, "SIGKILL");
    await ended(group, 5000);
  }
}

async function main(stateDir) {
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(name, () => {});
  let last;
  for await (const line of createInterface({ input: process.stdin })) {
    try {
      last = JSON.parse(line);
    } catch {
      // The starter was killed while it wrote this line.
    }
  }
  if (last !== undefined) await end(last);
  rmSync(join(stateDir, "processes.json"), { force: true });
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url))
  main(process.argv[2]).finally(() => process.exit());
