import type { RunningSystem } from "../../tools/local/system.ts";
import { newPerson } from "../support/client.ts";
import { connect } from "../support/device.ts";
import { eventually } from "../support/eventually.ts";
import { summarize } from "./measure.ts";

/** Time from the request of one device until the socket of another device has the change. */
export async function benchSync(system: RunningSystem) {
  const person = await newPerson(system.url);
  const device = await connect(system.url, person.token);
  const samples: number[] = [];
  for (let n = 0; n < 220; n += 1) {
    const start = performance.now();
    const task = await person.create({ title: `Change ${n}` });
    const change = await eventually(() => device.changes().find((each) => each.task.id === task.id), {
      every: 1,
    });
    // The first ones warm up the connections.
    if (n >= 20) samples.push(change.at - start);
  }
  device.close();
  const { p50, p99, max } = summarize(samples);
  return { "change to other device p50 ms": p50, "p99 ms (goal ≤ 100)": p99, "max ms": max };
}
