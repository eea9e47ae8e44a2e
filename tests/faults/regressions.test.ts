import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { newPerson } from "../support/client.ts";
import { eventually } from "../support/eventually.ts";
import { type Browser, startPushService } from "../support/push-service.ts";
import { deadLetterCases, sendUndeliverable, type Undeliverable } from "./regressions/dead-letters.ts";
import { deliveryCases } from "./regressions/delivery.ts";
import { endingCases } from "./regressions/ends.ts";
import { importCases } from "./regressions/imports.ts";
import { outageCases } from "./regressions/outages.ts";
import { scaledToZero, type World } from "./regressions/world.ts";
import { startFaultySystem } from "./system.ts";

/**
 * Known faults of the platform, one case each, on the real parts. One case needs minutes (a command whose retries are
 * used up), so it begins before the others and is checked later.
 */
const world = {} as World & { undeliverable: Undeliverable };
let overdue: { browser: Browser; remindAt: number; revive: () => Promise<void> };

before(async () => {
  Object.assign(world, await startFaultySystem(startPushService));
  const { system, push } = world;
  world.person = await newPerson(system.url);
  world.userId = (await world.person.call("GET", "/v1/me")).body.id as unknown as string;
  world.undeliverable = await sendUndeliverable(world);
  const browser = push.subscribe();
  await world.person.call("POST", "/v1/push-subscriptions", { body: browser.subscription });
  const revive = await scaledToZero(system, "remind");
  const remindAt = Math.ceil(Date.now() / 1000 + 3) * 1000;
  await world.person.create({ title: "Overdue", reminders: [{ at: new Date(remindAt).toISOString() }] });
  overdue = { browser, remindAt, revive };
});
after(async () => {
  await world.system?.stop();
  await world.push?.stop();
});

deliveryCases(world);
endingCases(world);

test("a reminder due while nobody was there to send it comes once somebody is", async () => {
  const { browser, remindAt, revive } = overdue;
  assert.equal(browser.received.length, 0);
  assert.ok(Date.now() > remindAt, "the cases before took longer than that");
  const lateFrom = remindAt + 60_000;
  const isLate = Date.now() > lateFrom;
  await revive();
  const received = await eventually(() => browser.received[0], { ms: 60_000, what: "the push" });
  assert.equal(received.payload.title, "Overdue");
  assert.ok(received.payload.late ? received.at > lateFrom : !isLate, `late: ${received.payload.late}`);
  assert.equal(browser.received.length, 1);
});

importCases(world);
deadLetterCases(world);
outageCases(world);
