import type { RunningSystem } from "../../tools/local/system.ts";
import { newPerson } from "../support/client.ts";
import { startBaseline } from "./baseline.ts";
import { load, percentile, processorTime, round } from "./measure.ts";

const crowds = [1, 8, 64];
const rounds = 3;
const roundMs = 4000;
const warmUp = 15_000;

type Call = (client: number) => Promise<void>;

/** Calls of some clients: latencies, rates of the rounds, and processor time by process. */
interface Load {
  samples: number[];
  rates: number[];
  spent: Map<string, number>;
}

/**
 * `POST /v1/tasks` until 201 by 1, 8 and 64 clients, alternating with the baseline: latency, throughput, and the
 * processor time of one operation in all processes (no gateway, as behind an ingress). That of the baseline's handler is in `client`, where it runs.
 */
export async function benchCreate(system: RunningSystem) {
  const baseline = await startBaseline(system.databaseUrl, system.kafkaBrokers);
  const people = await Promise.all(Array.from({ length: 64 }, () => newPerson(system.url)));
  const api = `http://127.0.0.1:${system.process("api").ports.app}/v1/tasks`;
  const create: Call = (index) => post(api, people[index]?.token);
  const plain: Call = () => post(`${baseline.url}/tasks`);
  try {
    // Both are warm once their code is compiled: after a few thousand requests, not a hundred.
    await load(64, warmUp, create);
    await load(64, warmUp, plain);
    const figures: Record<string, number | string> = {};
    for (const clients of crowds) {
      const [ours, theirs] = [nothing(), nothing()];
      for (let n = 0; n < rounds; n += 1) {
        await add(system, ours, clients, create);
        await add(system, theirs, clients, plain);
      }
      Object.assign(figures, compared(clients, ours, theirs));
    }
    return figures;
  } finally {
    await baseline.stop();
  }
}

const nothing = (): Load => ({ samples: [], rates: [], spent: new Map() });

async function add(system: RunningSystem, to: Load, clients: number, call: Call): Promise<void> {
  const before = spentBy(system);
  const { samples, perSecond } = await load(clients, roundMs, call);
  to.samples.push(...samples);
  to.rates.push(perSecond);
  for (const [name, ms] of spentBy(system))
    to.spent.set(name, (to.spent.get(name) ?? 0) + ms - (before.get(name) ?? 0));
}

/** Processor time of each process until now; sidecars together. */
function spentBy(system: RunningSystem): Map<string, number> {
  const { user, system: kernel } = process.cpuUsage();
  const spent = new Map([["client", (user + kernel) / 1000]]);
  for (const { name, pid } of system.processes) {
    if (pid === undefined) continue;
    const label = name.endsWith("/daprd") ? "sidecars" : name;
    spent.set(label, (spent.get(label) ?? 0) + processorTime([pid]));
  }
  return spent;
}

function compared(clients: number, ours: Load, theirs: Load): Record<string, number | string> {
  const p50 = (of: Load) => round(percentile(of.samples, 0.5));
  const p99 = (of: Load) => round(percentile(of.samples, 0.99));
  const rate = (of: Load) => median(of.rates);
  const with_ = `${clients} client${clients === 1 ? "" : "s"}`;
  return {
    [`create, ${with_}: p50, p99 ms`]: `${p50(ours)}, ${p99(ours)}`,
    [`baseline, ${with_}: p50, p99 ms`]: `${p50(theirs)}, ${p99(theirs)}`,
    [`p50 ratio, ${with_}`]: round(p50(ours) / p50(theirs)),
    [`creates, baselines a second, ${with_}`]: `${rate(ours)}, ${rate(theirs)}`,
    [`throughput ratio, ${with_}`]: round(rate(ours) / rate(theirs)),
    [`processor ms a create, ${with_}`]: total(ours),
    [`of these, ${with_}`]: shares(ours),
    [`processor ms a baseline, ${with_}`]: total(theirs),
    [`of these in the baseline, ${with_}`]: shares(theirs),
  };
}

/** Without the client, which is no part of the system. */
const total = ({ spent, samples }: Load) =>
  round(sum([...spent].filter(([name]) => name !== "client").map(([, ms]) => ms)) / samples.length);

const shares = ({ spent, samples }: Load) =>
  [...spent]
    .map(([name, ms]) => ({ name, each: round(ms / samples.length) }))
    .filter(({ each }) => each >= 0.1)
    .sort((a, b) => b.each - a.each)
    .map(({ name, each }) => `${name} ${each}`)
    .join(", ");

async function post(url: string, token?: string): Promise<void> {
  const headers = { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) };
  const response = await fetch(url, { method: "POST", headers, body: '{"title":"Measure this"}' });
  await response.arrayBuffer();
  if (response.status !== 201) throw new Error(`${url} answered ${response.status}`);
}

const sum = (values: number[]) => values.reduce((all, each) => all + each, 0);
const median = (values: number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] as number;
