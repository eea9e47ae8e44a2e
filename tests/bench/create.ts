import type { RunningSystem } from "../../tools/local/system.ts";
import { newPerson } from "../support/client.ts";
import { startBaseline } from "./baseline.ts";
import { summarize, throughput, timeEach } from "./measure.ts";

const samples = 300;
const rounds = 3;
const clients = 64;
const warmUp = 15_000;

/** `POST /v1/tasks` until 201, alternating with the baseline: latency of one client and throughput of 64. */
export async function benchCreate(system: RunningSystem) {
  const baseline = await startBaseline(system.databaseUrl, system.kafkaBrokers);
  const people = await Promise.all(Array.from({ length: clients }, () => newPerson(system.url)));
  const api = `http://127.0.0.1:${system.process("api").ports.app}/v1/tasks`;
  const create = (index: number) => post(api, people[index]?.token);
  const plain = () => post(`${baseline.url}/tasks`);
  try {
    // Both are warm once their code is compiled: after a few thousand requests, not a hundred.
    await throughput(clients, warmUp, create);
    await throughput(clients, warmUp, plain);
    const [ours, theirs]: [number[], number[]] = [[], []];
    const [oursPerSecond, theirsPerSecond]: [number[], number[]] = [[], []];
    for (let round = 0; round < rounds; round += 1) {
      ours.push(...(await timeEach(samples / rounds, () => create(0))));
      theirs.push(...(await timeEach(samples / rounds, plain)));
      oursPerSecond.push(await throughput(clients, 5000, create));
      theirsPerSecond.push(await throughput(clients, 5000, plain));
    }
    const [a, b] = [summarize(ours), summarize(theirs)];
    const [x, y] = [median(oursPerSecond), median(theirsPerSecond)];
    return {
      "create p50 ms": a.p50,
      "create p99 ms": a.p99,
      "baseline p50 ms": b.p50,
      "baseline p99 ms": b.p99,
      "create p50 ratio (goal ≤ 3)": ratio(a.p50, b.p50),
      "create p99 ratio": ratio(a.p99, b.p99),
      "creates per second, 64 clients": x,
      "baseline per second, 64 clients": y,
      "throughput ratio (goal ≥ 0.2)": ratio(x, y),
    };
  } finally {
    await baseline.stop();
  }
}

async function post(url: string, token?: string): Promise<void> {
  const headers = { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) };
  const response = await fetch(url, { method: "POST", headers, body: '{"title":"Measure this"}' });
  await response.arrayBuffer();
  if (response.status !== 201) throw new Error(`${url} answered ${response.status}`);
}

const ratio = (a: number, b: number) => Math.round((a / b) * 100) / 100;
const median = (values: number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] as number;
