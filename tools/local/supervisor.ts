import { type ChildProcess, spawn } from "node:child_process";
import { closeSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { UserError } from "../command.ts";
import { openLog } from "./logs.ts";
import { type ManagedProcess, manage, type ProcessSpec, type Report } from "./process.ts";
import { identity } from "./reaper.mjs";
import { type RunRecord, writeRecord } from "./record.ts";
import { type Run, runTool } from "./tool.ts";

/** Starts processes, keeps them running and leaves none behind, even if the starter is killed. */
export interface Supervisor {
  /** Starts a process and keeps it running. Throws once stopping has begun. */
  launch(spec: ProcessSpec): ManagedProcess;
  /** Runs a tool to its end; see `Run`. */
  run: Run;
  processes: ManagedProcess[];
  /** Adds facts about the running system for other commands. */
  describe(facts: Partial<RunRecord>): void;
  /** Ends everything in order and resolves when all processes have ended. */
  stop(): Promise<void>;
}

/** `record` is this process's claim on the state directory. */
export function createSupervisor(stateDir: string, record: RunRecord): Supervisor {
  const processes: ManagedProcess[] = [];
  let reaper: ChildProcess;
  let stopping: Promise<void> | undefined;

  const save = () => {
    // Once stopping, only the reaper writes the file.
    if (stopping !== undefined) return;
    reaper.stdin?.write(`${JSON.stringify(record)}\n`);
    try {
      writeRecord(stateDir, record);
    } catch {
      // The state directory was deleted; the reaper has its own copy.
    }
  };

  const forget = (name: string) => record.processes.filter((p) => p.name !== name);
  const keep: Report = {
    started(entry) {
      record.processes = [...forget(entry.name), entry];
      save();
    },
    ended(name) {
      record.processes = forget(name);
      save();
    },
  };

  function startReaper(): void {
    const log = openLog(stateDir, "reaper");
    // Detached from the terminal's process group, so that the reaper does not receive Ctrl-C.
    reaper = spawn(process.execPath, [fileURLToPath(new URL("reaper.mjs", import.meta.url)), stateDir], {
      detached: true,
      stdio: ["pipe", log, log],
    });
    closeSync(log);
    reaper.stdin?.on("error", () => {});
    record.reaper = { pid: reaper.pid ?? 0, started: identity(reaper.pid ?? 0) ?? "" };
    save();
    reaper.once("exit", () => {
      if (stopping === undefined) startReaper();
    });
    // No process can be started at the moment.
    reaper.once("error", () => setTimeout(() => stopping === undefined && startReaper(), 1000));
  }
  startReaper();

  function stop(): Promise<void> {
    stopping ??= new Promise((resolve) => {
      for (const p of processes) p.release();
      reaper.once("exit", () => resolve());
      reaper.stdin?.end();
    });
    return stopping;
  }

  return {
    processes,
    stop,
    run(tool) {
      if (stopping !== undefined) throw new UserError("Stopped.");
      return runTool(stateDir, tool, keep);
    },
    launch(spec) {
      if (stopping !== undefined) throw new UserError("Stopped.");
      const managed = manage(stateDir, spec, keep);
      processes.push(managed);
      return managed;
    },
    describe(facts) {
      Object.assign(record, facts);
      save();
    },
  };
}
