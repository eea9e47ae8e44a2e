import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import type { ToldNotification } from "../../functions/_shared/contract/schemas.ts";
import { topics } from "../../functions/_shared/contract/topics.ts";
import digest from "../../functions/digest/index.ts";
import { openWorld, received } from "./support/world.ts";

const world = await openWorld();
const { sidecar, db } = world;

beforeEach(async () => {
  await db.query("delete from users");
  sidecar.check = () => undefined;
});

/** Lets the function tick once, as after its start, and returns the published digests by user. */
async function tick(): Promise<Map<string, { today: string[]; overdue: string[] }>> {
  sidecar.published = [];
  await world.open(digest).ticks?.["digest-tick"]?.();
  const events = sidecar.take(topics.notifications).map((event) => received(topics.notifications, event));
  return new Map(
    events.map(({ type, data }) => {
      assert.equal(type, "todo.notification.v1.digest");
      const { user_id, today, overdue } = data as Extract<ToldNotification, { kind: "digest" }>;
      return [user_id, { today, overdue }];
    }),
  );
}

const asked = (digest_hour: number) => ({ notifications: { digest: true, digest_hour } });
const inBerlin = (digest_hour: number) =>
  world.user({ time_zone: "Europe/Berlin", settings: asked(digest_hour) });

test("the digest tells of what is due today and overdue, at the hour of the person's own day, once", async () => {
  world.at("2026-11-30T06:00:00Z");
  const [reader, other] = [await inBerlin(8), await world.user()];
  for (const [title, date] of [
    ["Yesterday's", "2026-11-29"],
    ["Today's", "2026-11-30"],
    ["Tomorrow's", "2026-12-01"],
  ] as const)
    for (const user of [reader, other]) await world.task(user, { title, due: { date } });
  world.at("2026-11-30T06:59:59Z");
  assert.equal((await tick()).size, 0, "eight in Berlin is seven in Greenwich");
  world.at("2026-11-30T07:00:00Z");
  assert.deepEqual([...(await tick())], [[reader, { today: ["Today's"], overdue: ["Yesterday's"] }]]);
  world.pass({ minutes: 30 });
  assert.equal((await tick()).size, 0, "another tick later still one");
  world.at("2026-12-01T07:00:00Z");
  assert.deepEqual((await tick()).get(reader), {
    today: ["Tomorrow's"],
    overdue: ["Yesterday's", "Today's"],
  });
});

test("a day begins at the midnight of the person's zone", async () => {
  world.at("2026-11-30T12:00:00Z");
  const [berlin, newYork] = [
    await inBerlin(0),
    await world.user({ time_zone: "America/New_York", settings: asked(0) }),
  ];
  for (const user of [berlin, newYork])
    await world.task(user, { title: "Today's", due: { date: "2026-11-30" } });
  world.at("2026-11-30T22:59:00Z");
  assert.deepEqual((await tick()).get(berlin), { today: ["Today's"], overdue: [] });
  world.at("2026-11-30T23:01:00Z");
  const after = await tick();
  assert.deepEqual(after.get(berlin), { today: [], overdue: ["Today's"] });
  assert.equal(after.has(newYork), false, "there it is the same day still");
});

test("on the day that has no such hour, and on the one that has it twice, one comes", async () => {
  const reader = await inBerlin(2);
  world.at("2027-03-01T12:00:00Z");
  await world.task(reader, { title: "Old", due: { date: "2027-03-01" } });
  const hours = async (from: string, count: number) => {
    world.at(from);
    const sent: string[] = [];
    for (let n = 0; n < count; n += 1, world.pass({ minutes: 30 }))
      if ((await tick()).has(reader)) sent.push(world.now().toISOString());
    return sent;
  };
  // Two o'clock does not exist: the digest comes at three.
  assert.deepEqual(await hours("2027-03-27T23:30:00Z", 10), ["2027-03-28T01:00:00.000Z"]);
  assert.deepEqual(await hours("2027-10-30T22:30:00Z", 10), ["2027-10-31T00:00:00.000Z"]);
});

test("nothing to tell is nothing sent, and no digest comes for a day whose hour it was asked for too late", async () => {
  world.at("2026-11-30T07:00:00Z");
  const reader = await inBerlin(8);
  assert.equal((await tick()).size, 0);
  await world.task(reader, { title: "Came later", due: { date: "2026-11-30" } });
  assert.equal((await tick()).size, 0, "the day's digest has been");
});

test("a digest that could not be published comes at the next tick", async () => {
  world.at("2026-11-30T07:00:00Z");
  const reader = await inBerlin(8);
  await world.task(reader, { title: "Today's", due: { date: "2026-11-30" } });
  sidecar.check = () => {
    throw new Error("the broker is away");
  };
  assert.equal((await tick()).size, 0);
  sidecar.check = () => undefined;
  assert.equal((await tick()).size, 1);
});

test("one account that cannot be read does not cost the others their digest", async () => {
  world.at("2026-11-30T12:00:00Z");
  const [zone, settings, reader] = [await inBerlin(0), await inBerlin(0), await inBerlin(0)];
  for (const user of [zone, settings, reader])
    await world.task(user, { title: "x", due: { date: "2026-11-30" } });
  await db.query("update users set time_zone = 'Nowhere/Never' where id = $1", [zone]);
  await db.query(
    `update users set settings = jsonb_set(settings, '{notifications,digest_hour}', '"x"') where id = $1`,
    [settings],
  );
  assert.deepEqual([...(await tick()).keys()], [reader]);
});

test("what is past its keeping goes: the trash after thirty days", async () => {
  world.at("2026-11-30T12:00:00Z");
  const user = await world.user();
  const task = await world.task(user, { title: "Thrown away" });
  await db.query("update tasks set deleted_at = $2 where id = $1", [task.id, world.now()]);
  const count = async () => (await db.query("select from tasks where id = $1", [task.id])).rowCount;
  world.pass({ days: 30 });
  await tick();
  assert.equal(await count(), 1);
  world.pass({ seconds: 1 });
  await tick();
  assert.equal(await count(), 0);
});
