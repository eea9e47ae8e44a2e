import { type ChildProcess, spawn } from "node:child_process";
import { closeSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { UserError } from "../command.ts";
import { logFile, logTail, openLog } from "./logs.ts";
import { identity } from "./reaper.mjs";
import type { Group, RecordedProcess } from "./record.ts";

/** How to run one process. */
export interface ProcessSpec {
  name: string;
  command: string;
  args: string[];
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  uid?: number;
  gid?: number;
  group: Group;
  /** The signal for an orderly end. (Default: SIGTERM) */
  stopSignal?: NodeJS.Signals;
  /** Milliseconds it may take to end before SIGKILL. (Default: 10 s) */
  graceMs?: number;
  ports?: Record<string, number>;
  /** Runs before every start, e.g. to remove a stale lock. */
  prepare?: () => Promise<void>;
  /** Whether it works; must not throw. */
  ready: () => Promise<boolean>;
}

/** A process that is restarted whenever it ends. */
export interface ManagedProcess {
  name: string;
  group: Group;
  /** Undefined while it is down. */
  readonly pid: number | undefined;
  /** How often it was restarted. */
  readonly restarts: number;
  ports: Record<string, number>;
  /**
   * Sends a signal (and SIGKILL after its grace period); for SIGKILL, SIGTERM and SIGINT resolves once that process has
   * ended. It is then restarted.
   */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** Ends it and keeps it down until `start`. */
  stop(signal?: NodeJS.Signals): Promise<void>;
  start(): void;
  /** Resolves once the process works; rejects after `timeoutMs`, or `maxExits` early ends. */
  waitRunning(options?: { timeoutMs?: number; maxExits?: number }): Promise<void>;
  /** Stops supervising it. */
  release(): void;
}

const backoff = (failures: number) => Math.min(2000, 100 * 2 ** failures);

/** Called at each start and end of a process. */
export interface Report {
  started(entry: RecordedProcess): void;
  ended(name: string): void;
}

/** Starts a process and supervises it. */
export function manage(stateDir: string, spec: ProcessSpec, report: Report): ManagedProcess {
  let child: ChildProcess | undefined;
  let wanted = true;
  let released = false;
  let failures = 0;
  let starts = 0;
  let timer: NodeJS.Timeout | undefined;

  async function start(): Promise<void> {
    await spec.prepare?.();
    if (!wanted || child !== undefined) return;
    const log = openLog(stateDir, spec.name);
    const { command, args, env, cwd, uid, gid } = spec;
    // Detached: in its own process group, so that the terminal's Ctrl-C reaches only the starter.
    const next = spawn(command, args, { env, cwd, uid, gid, detached: true, stdio: ["ignore", log, log] });
    closeSync(log);
    child = next;
    starts += 1;
    next.once("error", () => ended(next));
    next.once("exit", () => ended(next));
    const { pid } = next;
    if (pid === undefined) return;
    const { name, group, stopSignal = "SIGTERM", graceMs = 10_000, ports = {} } = spec;
    report.started({ name, pid, started: identity(pid) ?? "", group, stopSignal, graceMs, ports });
  }

  function ended(which: ChildProcess): void {
    if (child !== which) return;
    child = undefined;
    report.ended(spec.name);
    if (wanted) timer = setTimeout(begin, backoff(failures++));
  }

  function begin(): void {
    start().catch(() => {
      if (wanted) timer = setTimeout(begin, backoff(failures++));
    });
  }

  async function kill(signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
    const target = child;
    if (target?.pid === undefined) return;
    const exit = new Promise((resolve) => target.once("exit", resolve));
    target.kill(signal);
    if (!["SIGKILL", "SIGTERM", "SIGINT"].includes(signal)) return;
    const late = setTimeout(() => target.kill("SIGKILL"), spec.graceMs ?? 10_000);
    await exit;
    clearTimeout(late);
  }

  async function waitRunning({
    timeoutMs = 60_000,
    maxExits = Number.POSITIVE_INFINITY,
  } = {}): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    for (let pause = 25; ; pause = Math.min(250, pause * 1.5)) {
      const asked = child;
      if (released) throw new UserError("Stopped.");
      if (asked !== undefined && (await spec.ready()) && asked === child) {
        failures = 0;
        return;
      }
      if (failures >= maxExits || Date.now() > deadline) {
        throw new UserError(
          `${spec.name} does not start; ${logFile(stateDir, spec.name)} says why: ${logTail(stateDir, spec.name)}`,
        );
      }
      await sleep(pause);
    }
  }

  begin();
  return {
    name: spec.name,
    group: spec.group,
    ports: spec.ports ?? {},
    get pid() {
      return child?.pid;
    },
    get restarts() {
      return Math.max(0, starts - 1);
    },
    kill,
    waitRunning,
    release() {
      released = true;
      wanted = false;
      clearTimeout(timer);
    },
    async stop(signal) {
      wanted = false;
      clearTimeout(timer);
      await kill(signal ?? spec.stopSignal);
    },
    start() {
      if (wanted) return;
      wanted = true;
      failures = 0;
      begin();
    },
  };
}
