import { setTimeout as sleep } from "node:timers/promises";
import type { RunningSystem } from "../../tools/local/system.ts";
import type { Kill } from "./history.ts";
import type { Random } from "./random.ts";

const signals = ["SIGKILL", "SIGTERM"] as const;

export interface Killer {
  kills: Kill[];
  /** Stops killing; killed processes restart by themselves. */
  stop(): Promise<void>;
}

/**
 * Kills processes of the system at random moments: a function, its sidecar, or both as at the end of a pod; and the
 * infrastructure (broker, scheduler, database) in turn, as the run progresses.
 */
export function startKiller(
  system: RunningSystem,
  random: Random,
  { progress, gap, rounds = 1 }: { progress: () => number; gap: [number, number]; rounds?: number },
): Killer {
  const kills: Kill[] = [];
  const names = system.processes.filter(({ group }) => group !== "infrastructure").map(({ name }) => name);
  const functions = names.filter((name) => !name.includes("/") && name !== "gateway");
  const foundations = planned(random, rounds);
  let stopped = false;

  const kill = (process: string, signal: Kill["signal"]) => {
    kills.push({ at: Date.now(), process, signal });
    void system.process(process).kill(signal);
  };

  // A function that is signalled alone would wait for its sidecar, which still runs.
  const alone = (name: string, orderly: boolean) =>
    kill(name, !orderly ? "SIGKILL" : functions.includes(name) ? "SIGINT" : "SIGTERM");

  async function run(): Promise<void> {
    // On a machine too slow for the whole plan, less is killed instead of running longer.
    while (!stopped && progress() < 1) {
      const next = foundations[0];
      if (next && progress() >= next.share) {
        foundations.shift();
        kill(next.process, next.signal);
        // Sidecars cannot start without a broker, and on a slow machine their attempts delay its restart.
        await system.process(next.process).waitRunning({ timeoutMs: 180_000 });
      } else if (random.chance(0.3)) {
        const name = random.pick(functions);
        const signal = random.pick(signals);
        kill(name, signal);
        kill(`${name}/daprd`, signal);
      } else alone(random.pick(names), random.chance(0.5));
      await sleep(random.between(...gap));
    }
  }

  const running = run();
  return {
    kills,
    async stop() {
      stopped = true;
      await running;
    },
  };
}

// Both signals for the broker, which loses most when it is killed; PostgreSQL's SIGTERM waits for its clients to
// disconnect.
function planned(random: Random, rounds: number) {
  const round = [
    { process: "kafka", signal: "SIGKILL" as const },
    { process: "scheduler", signal: random.pick(signals) },
    { process: "postgres", signal: "SIGKILL" as const },
    { process: "kafka", signal: "SIGTERM" as const },
  ];
  const all = Array.from({ length: rounds }, () => round).flat();
  return all.map((each, index) => ({ ...each, share: (index + 0.6) / (all.length + 0.5) }));
}
