import { rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { allFunctions, isJob } from "../../tools/functions.ts";
import type { RunningSystem } from "../../tools/local/system.ts";
import { newPerson } from "../support/client.ts";
import { stateOf, withSystem } from "../support/world.ts";
import { memoryOf, summarize } from "./measure.ts";

/** First start with an empty state directory and second start, in seconds. */
export async function benchStart(name: string) {
  rmSync(stateOf(name), { recursive: true, force: true });
  const time = async () => {
    const start = performance.now();
    return withSystem(name, async () => Math.round((performance.now() - start) / 100) / 10);
  };
  const first = await time();
  return { "first start s (parts cached)": first, "second start s (goal < 20)": await time() };
}

/** Memory of all processes while idle. */
export function benchMemory(system: RunningSystem) {
  const all = system.processes.flatMap(({ pid }) => (pid === undefined ? [] : [pid]));
  return { "memory of everything idle MiB (goal ≤ 2,560)": memoryOf(all) };
}

/** Bundle sizes, and the time from starting a function's process and sidecar until its event is applied. */
export async function benchCold(system: RunningSystem, name: string) {
  const names = allFunctions().filter((each) => !isJob(each));
  const kib = names.map((each) => statSync(join(stateOf(name), "dist", each, "index.js")).size / 1024);
  const sizes = Object.fromEntries(
    names.map((each, index) => [`bundle ${each} KiB`, Math.round(kib[index] as number)]),
  );
  const samples: number[] = [];
  const person = await newPerson(system.url);
  const both = ["create-task", "create-task/daprd"].map((each) => system.process(each));
  for (let n = 0; n < 10; n += 1) {
    for (const each of both) await each.stop();
    const created = person.create({ title: `Cold ${n}` });
    await new Promise((resolve) => setTimeout(resolve, 500));
    const start = performance.now();
    for (const each of both) each.start();
    await created;
    samples.push(performance.now() - start);
  }
  const { p50, max } = summarize(samples);
  return {
    ...sizes,
    "process start to first event applied p50 ms": p50,
    "process start to first event max ms": max,
  };
}
