import { readdirSync, readFileSync } from "node:fs";

/** Statistics of durations in milliseconds. */
export interface Summary {
  n: number;
  p50: number;
  p99: number;
  max: number;
}

/** To hundredths. */
export const round = (value: number) => Math.round(value * 100) / 100;

/** The value below which a share of the samples lies (nearest rank). */
export function percentile(samples: number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export function summarize(samples: number[]): Summary {
  const [p50, p99] = [percentile(samples, 0.5), percentile(samples, 0.99)];
  return { n: samples.length, p50: round(p50), p99: round(p99), max: round(Math.max(...samples)) };
}

/** Milliseconds of each of `count` sequential calls. */
export async function timeEach(count: number, call: (n: number) => Promise<unknown>): Promise<number[]> {
  const samples: number[] = [];
  for (let n = 0; n < count; n += 1) {
    const start = performance.now();
    await call(n);
    samples.push(performance.now() - start);
  }
  return samples;
}

/** Milliseconds of each call of `clients` concurrent clients during about `ms` milliseconds. */
export async function load(
  clients: number,
  ms: number,
  call: (client: number) => Promise<unknown>,
): Promise<{ samples: number[]; perSecond: number }> {
  const start = performance.now();
  const samples: number[] = [];
  const client = async (_: unknown, index: number) => {
    for (let begun = start; begun < start + ms; begun = performance.now()) {
      await call(index);
      samples.push(performance.now() - begun);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  return { samples, perSecond: round((samples.length / (performance.now() - start)) * 1000) };
}

/** Proportional set size of processes and their children, in MiB; shared pages count once. Linux only. */
export function memoryOf(pids: number[]): number {
  const all = withDescendants(new Set(pids));
  const kib = [...all].map((pid) => {
    try {
      return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))?.[1] ?? 0);
    } catch {
      return 0;
    }
  });
  return Math.round(kib.reduce((sum, each) => sum + each, 0) / 1024);
}

function withDescendants(pids: Set<number>): Set<number> {
  const parents = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
        return { pid: Number(pid), parent: Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]) };
      } catch {
        return { pid: Number(pid), parent: 0 };
      }
    });
  for (let grown = true; grown; ) {
    const size = pids.size;
    for (const { pid, parent } of parents) if (pids.has(parent)) pids.add(pid);
    grown = pids.size > size;
  }
  return pids;
}

/** Milliseconds of a tick of the kernel's accounting, the same on all Linux systems of today. */
const tick = 10;

/** Processor time in milliseconds that processes, with their children past and present, have used. Linux only. */
export function processorTime(pids: number[]): number {
  const ticks = [...withDescendants(new Set(pids))].map((pid) => {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      // utime, stime, and both of children that have ended.
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      return fields.slice(11, 15).reduce((sum, each) => sum + Number(each), 0);
    } catch {
      return 0;
    }
  });
  return ticks.reduce((sum, each) => sum + each, 0) * tick;
}
