import { repeated } from "./check/reminders.ts";
import type { Device } from "./device.ts";
import type { FinalState, History } from "./history.ts";

interface Run {
  seed: string;
  /** Milliseconds since the epoch: when the run began, the last client finished, the system became idle. */
  begun: number;
  worked: number;
  settled: number;
  devices: Device[];
}

/** The run as a readable table. */
export function summary(history: History, state: FinalState, run: Run): string {
  const { operations, kills, pushes } = history;
  const count = (outcome: string) => operations.filter((each) => each.outcome === outcome).length;
  const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
  const answered = operations.flatMap(({ begun, ended }) => (ended ? [ended - begun] : []));
  answered.sort((a, b) => a - b);
  const late = pushes.map(({ at, remindAt }) => at - remindAt).sort((a, b) => a - b);
  const at = (sorted: number[], share: number) => sorted[Math.floor(sorted.length * share)] ?? 0;
  const again = repeated(history);
  const rows: [string, string][] = [
    ["seed", run.seed],
    ["operations", `${operations.length} in ${seconds(run.worked - run.begun)}`],
    ["  succeeded, refused, client left", `${count("succeeded")}, ${count("failed")}, ${count("unknown")}`],
    [
      "  repeated requests",
      String(operations.reduce((sum, { requests }) => sum + Math.max(0, requests - 1), 0)),
    ],
    ["  answered, median, p99", `${seconds(at(answered, 0.5))}, ${seconds(at(answered, 0.99))}`],
    ["  longest recovery", seconds(answered.at(-1) ?? 0)],
    ["kills", killed(kills)],
    ["at rest after", seconds(run.settled - run.worked)],
    ["dead letters", String(state.deadLetters.length)],
    [
      "reminders pushed",
      `${pushes.length}, late by ${seconds(at(late, 0.5))} median, ${seconds(late.at(-1) ?? 0)} at most`,
    ],
    [
      "  pushed again",
      `${again.length}, ${again.filter(({ explained }) => explained).length} of them by a kill in between`,
    ],
    ["breaks of second devices", String(run.devices.reduce((sum, { breaks }) => sum + breaks, 0))],
  ];
  return rows.map(([what, value]) => `# ${what.padEnd(34)} ${value}`).join("\n");
}

function killed(kills: History["kills"]): string {
  const counts = new Map<string, number>();
  for (const { process, signal } of kills) {
    const kind = ["kafka", "scheduler", "postgres", "gateway"].includes(process)
      ? process
      : process.includes("/")
        ? "sidecar"
        : "function";
    const key = `${kind} ${signal}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return `${kills.length} (${[...counts].map(([key, n]) => `${key} ${n}`).join(", ")})`;
}
