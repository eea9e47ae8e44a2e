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

test("another time for whole days moves the reminders of days without a time, and no others", async () => {
  const world = await openWorld();
  const whole = await openWhole(world);
  const user = await world.user({ time_zone: "UTC" });
  const day = { date: "2027-01-04" };
  const all = await world.task(user, { title: "All day", due: day, reminders: [{ before: "P1D" }] });
  const own = { before: "P0D", time: "18:00" };
  await world.task(user, {
    title: "At a time",
    due: { ...day, time: "12:00" },
    reminders: [{ before: "PT0S" }],
  });
  await world.task(user, { title: "No reminder", due: day });
  const ringing = async () => {
    const { rows } = await world.db.query(
      "select title, remind_at from reminders where state = 'scheduled' order by remind_at",
    );
    return rows.map((row) => `${row.title} ${(row.remind_at as Date).toISOString().slice(0, 16)}`);
  };
  assert.deepEqual(await ringing(), ["All day 2027-01-03T09:00", "At a time 2027-01-04T12:00"]);
  world.sidecar.published = [];
  const person = await whole.person(user);
  const body = { notifications: { whole_day_time: "07:15" } };
  assert.equal((await person("PATCH", "/v1/me", { body })).status, 200);
  for (let tries = 0; tries < 200 && (await world.stored(all, user)).version === 1; tries += 1)
    await new Promise((resolve) => setTimeout(resolve, 20));
  await whole.idle();
  assert.deepEqual(await ringing(), ["All day 2027-01-03T07:15", "At a time 2027-01-04T12:00"]);
  const lanes = world.sidecar.published.map(({ topic }) => topic).filter((topic) => topic.endsWith("-task"));
  assert.deepEqual(lanes, ["move-task"]);
  // It counts for new tasks, and not for a reminder with a time of its own.
  await world.task(user, { title: "Later", due: day, reminders: [{ before: "PT0S" }, own] });
  assert.deepEqual((await ringing()).slice(1, 2), ["Later 2027-01-04T07:15"]);
  assert.deepEqual((await ringing()).slice(3), ["Later 2027-01-04T18:00"]);
});
