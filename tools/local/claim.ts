import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { UserError } from "../command.ts";
import { identity, reap } from "./reaper.mjs";
import { claim, isAlive, type RunRecord, readRecord } from "./record.ts";

/**
 * Makes this process the only starter of the state directory, after ending the processes that a crashed starter left.
 */
export async function claimState(stateDir: string): Promise<RunRecord> {
  const own: RunRecord = {
    starter: { pid: process.pid, started: identity(process.pid) ?? "" },
    processes: [],
  };
  while (!claim(stateDir, own)) {
    const other = readRecord(stateDir);
    if (isAlive(other?.starter))
      throw new UserError(
        `Taskwake already runs here (process ${other?.starter.pid}, ${other?.url ?? "starting"}).`,
      );
    if (isAlive(other?.reaper)) await sleep(100);
    else await reap(stateDir);
  }
  // Logs and events in it are nobody else's on this machine. PostgreSQL, which root starts as another account, passes.
  chmodSync(stateDir, process.getuid?.() === 0 ? 0o711 : 0o700);
  for (const inner of ["logs", "kafka"]) {
    mkdirSync(join(stateDir, inner), { recursive: true });
    chmodSync(join(stateDir, inner), 0o700);
  }
  return own;
}
