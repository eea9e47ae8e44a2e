import assert from "node:assert/strict";
import { test } from "node:test";
import { openWhole } from "./support/whole.ts";
import { openWorld } from "./support/world.ts";

test("a move to another zone moves what has no zone of its own, on a lane on which no edit waits", async () => {
  const world = await openWorld();
  const whole = await openWhole(world);
  const user = await world.user({ time_zone: "UTC" });
  const due = { date: "2027-01-04", time: "09:00" };
  const floating = await world.task(user, { title: "Floating", due, reminders: [{ before: "PT1H" }] });
  const fixed = await world.task(user, { title: "Fixed", due: { ...due, time_zone: "Europe/Berlin" } });
  world.sidecar.published = [];
  const person = await whole.person(user);
  const { status } = await person("PATCH", "/v1/me", { body: { time_zone: "Asia/Tokyo" } });
  assert.equal(status, 200);
  for (let tries = 0; tries < 200 && (await world.stored(floating, user)).version === 1; tries += 1)
    await new Promise((resolve) => setTimeout(resolve, 20));
  await whole.idle();
  assert.equal((await world.stored(floating, user)).due_at, "2027-01-04T00:00:00.000Z");
  assert.equal((await world.stored(fixed, user)).version, 1);
  const { rows } = await world.db.query("select remind_at from reminders where state = 'scheduled'");
  assert.deepEqual(rows, [{ remind_at: new Date("2027-01-03T23:00:00.000Z") }]);
  const lanes = world.sidecar.published.map(({ topic }) => topic).filter((topic) => topic.endsWith("-task"));
  assert.deepEqual(lanes, ["move-task"]);
});
