import type { RunningSystem } from "../../tools/local/system.ts";
import { newPerson } from "../support/client.ts";
import { eventually } from "../support/eventually.ts";
import { type Browser, type PushService, startPushService } from "../support/push-service.ts";
import { summarize } from "./measure.ts";

/** Number of people who share the reminders. */
const people = 50;

/** Lateness of reminders at the push service: 1,000 due within one minute, 200 within one second. */
export async function benchReminders(system: RunningSystem, pushPort: number) {
  const push = await startPushService(pushPort);
  try {
    const spread = await measure(system, push, 1000, (n) => Math.floor((n * 60_000) / 1000));
    const burst = await measure(system, push, 200, () => 0);
    return { ...named("1,000 in a minute", spread), ...named("200 in a second", burst) };
  } finally {
    await push.stop();
  }
}

type Figures = { early: number; lost: number; doubled: number; p50: number; p99: number; max: number };

const named = (label: string, { p50, p99, max, early, lost, doubled }: Figures) => ({
  [`${label}: lateness p50 ms`]: p50,
  [`${label}: p99 ms (goal ≤ 250)`]: p99,
  [`${label}: max ms`]: max,
  [`${label}: early, lost, doubled (goal 0)`]: `${early}, ${lost}, ${doubled}`,
});

async function measure(
  system: RunningSystem,
  push: PushService,
  count: number,
  offset: (n: number) => number,
): Promise<Figures> {
  const devices = await Promise.all(Array.from({ length: people }, () => subscribe(system, push)));
  // Far enough ahead that all are set before the first is due.
  const begin = Math.ceil(Date.now() / 1000) * 1000 + 20_000 + count * 25;
  const each = count / people;
  await Promise.all(
    devices.map(async ({ person }, index) => {
      const operations = Array.from({ length: each }, (_, k) => ({
        op: "create",
        task: {
          title: `Reminder ${index}.${k}`,
          reminders: [{ at: new Date(begin + offset(k * people + index)).toISOString() }],
        },
      }));
      const headers = { prefer: "wait=30" };
      const { status } = await person.call("POST", "/v1/tasks/bulk", { body: { operations }, headers });
      if (status !== 200) throw new Error(`reminders could not be set: ${status}`);
    }),
  );
  const received = () => devices.flatMap(({ browser }) => browser.received);
  await eventually(() => new Set(received().map(({ topic }) => topic)).size >= count, {
    ms: begin - Date.now() + 120_000,
    every: 250,
  }).catch(() => undefined);
  const lateness = received().map(({ at, payload }) => at - Date.parse(payload.remind_at));
  const distinct = new Set(received().map(({ topic }) => topic)).size;
  const { p50, p99, max } = summarize(lateness);
  return {
    early: lateness.filter((ms) => ms < 0).length,
    lost: count - distinct,
    doubled: received().length - distinct,
    p50,
    p99,
    max,
  };
}

async function subscribe(system: RunningSystem, push: PushService) {
  const person = await newPerson(system.url);
  const browser: Browser = push.subscribe();
  await person.call("POST", "/v1/push-subscriptions", { body: browser.subscription });
  return { person, browser };
}
