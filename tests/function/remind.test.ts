import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import type { TriggeredReminder } from "../../functions/_shared/contract/schemas.ts";
import { topics } from "../../functions/_shared/contract/topics.ts";
import { newId } from "../../functions/_shared/domain/ids.ts";
import type { TaskPatch } from "../../functions/_shared/domain/task/task.ts";
import { openFire } from "../../functions/remind/fire.ts";
import remind from "../../functions/remind/index.ts";
import { sweep } from "../../functions/remind/sweep.ts";
import updateTask from "../../functions/update-task/index.ts";
import { commandOf, openWorld, received } from "./support/world.ts";

const world = await openWorld();
const { sidecar, db } = world;
const { on, job = assert.fail } = world.open(remind);
const deps = { db, sidecar, now: world.now, newId, config: {} as never };
let user = "";

beforeEach(async () => {
  world.at("2026-11-30T10:00:00Z");
  await db.query("truncate outbox, reminders");
  Object.assign(sidecar, { published: [], jobs: new Map(), check: () => undefined });
  user = await world.user({ time_zone: "Europe/Berlin" });
});

/** A task with one reminder, and the event of that reminder. */
async function reminded(at: string, more: object = {}) {
  const task = await world.task(user, { title: "Call home", reminders: [{ at }], ...more });
  const { rows } = await db.query("select * from reminders where task_id = $1 and state = 'scheduled'", [
    task.id,
  ]);
  const [{ id, remind_at }] = rows;
  const data = { task_id: task.id, title: task.title, due_at: task.due_at, user_id: user, reminder_id: id };
  const event = (state: "set" | "cancelled") =>
    ({ id: newId(), data: { ...data, remind_at: remind_at.toISOString(), state } }) as never;
  return { task, id: id as string, name: `reminders-${user}-${+remind_at}`, event };
}

const notifications = () =>
  sidecar
    .take(topics.notifications)
    .map((event) => received(topics.notifications, event).data as TriggeredReminder);

test("a job is set for the instant of a reminder, and deleted when it is cancelled", async () => {
  const { id, name, event } = await reminded("2026-12-01T08:30:00Z");
  await on.reminders(event("set"));
  const set = sidecar.jobs.get(name) ?? assert.fail("no job");
  assert.equal(set.dueTime.toISOString(), "2026-12-01T08:30:00.000Z");
  assert.deepEqual(set.data, { user_id: user, reminder_id: id, remind_at: "2026-12-01T08:30:00.000Z" });
  const other = await reminded("2026-12-01T08:30:00Z");
  await db.query("update reminders set state = 'cancelled' where id = $1", [id]);
  await on.reminders(event("cancelled"));
  assert.equal(sidecar.jobs.size, 1, "the other reminder of that moment still needs it");
  await db.query("update reminders set state = 'cancelled' where id = $1", [other.id]);
  await on.reminders(other.event("cancelled"));
  assert.equal(sidecar.jobs.size, 0);
});

test("a job fires its reminder on time, once", async () => {
  const { task, id, name, event } = await reminded("2026-12-01T08:30:00Z", {
    due: { date: "2026-12-01", time: "10:00" },
  });
  await on.reminders(event("set"));
  const { data } = sidecar.jobs.get(name) ?? assert.fail();
  world.at("2026-12-01T08:30:00Z");
  await job(name, data);
  assert.deepEqual(notifications(), [
    {
      ...{ task_id: task.id, title: "Call home", user_id: user, reminder_id: id, kind: "reminder" },
      ...{ due: { date: "2026-12-01", time: "10:00" }, due_at: "2026-12-01T09:00:00.000Z" },
      ...{ remind_at: "2026-12-01T08:30:00.000Z", late: false },
    },
  ]);
  await job(name, data);
  assert.deepEqual(notifications(), []);
});

test("three reminders of a moment are told singly; more are one notification that counts them, and one job", async () => {
  for (const [at, count, told] of [
    ["2026-12-01T08:30:00Z", 3, ["reminder", "reminder", "reminder"]],
    ["2026-12-01T08:31:00Z", 7, ["reminders"]],
  ] as const) {
    world.at("2026-11-30T10:00:00Z");
    await db.query("truncate outbox, reminders");
    Object.assign(sidecar, { published: [], jobs: new Map() });
    const all = [];
    for (let n = 0; n < count; n += 1) all.push(await reminded(at));
    const stranger = await world.user();
    await world.task(stranger, { title: "Theirs", reminders: [{ at: at }] });
    for (const { event } of all) await on.reminders(event("set"));
    assert.equal(sidecar.jobs.size, 1);
    world.at(at);
    for (const { data } of sidecar.jobs.values()) await job("any", data);
    const events = sidecar.take(topics.notifications).map((each) => received(topics.notifications, each));
    assert.deepEqual(
      events.map(({ data }) => data.kind),
      told,
    );
    if (count === 3) continue;
    const { data, id } = events[0] ?? assert.fail();
    assert.ok(data.kind === "reminders");
    assert.deepEqual([data.count, data.reminders.length, data.late], [7, 5, false]);
    assert.deepEqual([data.user_id, data.requested_at], [user, new Date(at).toISOString()]);
    const { rows } = await db.query("select state, notification_id from reminders where user_id = $1", [
      user,
    ]);
    assert.ok(rows.every((row) => row.state === "fired" && row.notification_id === id));
    const [theirs] = (await db.query("select state from reminders where user_id = $1", [stranger])).rows;
    assert.equal(theirs.state, "scheduled");
  }
});

test("a job that version 0.1.0 set still fires its reminder", async () => {
  const { id } = await reminded("2026-12-01T08:30:00Z");
  world.at("2026-12-01T08:30:00Z");
  await job(`reminder-${id}`, { reminder_id: id, remind_at: "2026-12-01T08:30:00.000Z" });
  assert.equal(notifications().length, 1);
});

test("a job that fires early is waited for, and fires again if that takes long", async () => {
  const { name, event } = await reminded("2026-12-01T08:30:00Z");
  await on.reminders(event("set"));
  const { data } = sidecar.jobs.get(name) ?? assert.fail();
  world.at("2026-12-01T08:29:59.980Z");
  await assert.rejects(Promise.resolve(job(name, data)), /too early/);
  assert.deepEqual(notifications(), []);
});

test("a reminder says that it is late from a minute on", async () => {
  for (const [seconds, late] of [
    [60, false],
    [61, true],
  ] as const) {
    world.at("2026-11-30T10:00:00Z");
    const { name, event } = await reminded("2026-11-30T11:00:00Z");
    await on.reminders(event("set"));
    const { data } = sidecar.jobs.get(name) ?? assert.fail();
    world.at("2026-11-30T11:00:00Z");
    world.pass({ seconds });
    await job(name, data);
    assert.equal(notifications()[0]?.late, late, `${seconds} s`);
  }
});

test("one that is due when its function hears of it fires at once", async () => {
  const { name, event } = await reminded("2026-11-30T10:00:05Z");
  world.pass({ minutes: 2 });
  await on.reminders(event("set"));
  assert.equal(sidecar.jobs.has(name), false);
  assert.deepEqual(
    notifications().map(({ title, late }) => ({ title, late })),
    [{ title: "Call home", late: true }],
  );
});

test("one that was moved, or whose task is done, does not ring; a snoozed one rings at its new instant", async () => {
  const { task, name, event } = await reminded("2026-11-30T11:00:00Z");
  await on.reminders(event("set"));
  const { data } = sidecar.jobs.get(name) ?? assert.fail();
  const patch: TaskPatch = { reminders: [], snoozed_until: "2026-11-30T12:00:00.000Z" };
  await world
    .open(updateTask)
    .on["update-task"](commandOf(world, "update-task", user, { task_id: task.id, version: 1, patch }));
  for (const each of sidecar.take(topics.reminders)) await on.reminders(received(topics.reminders, each));
  const [snoozed, { data: later }] = [...sidecar.jobs][0] ?? assert.fail("no job");
  assert.notEqual(snoozed, name);
  world.at("2026-11-30T11:00:00Z");
  await job(name, data);
  assert.deepEqual(notifications(), []);
  world.at("2026-11-30T12:00:00Z");
  await job(snoozed, later);
  assert.equal(notifications().length, 1);
});

test("the sweep fires what no job brought, after the job had its chance", async () => {
  await reminded("2026-11-30T11:00:00Z");
  world.at("2026-11-30T11:00:00.600Z");
  await sweep(deps, openFire(deps));
  assert.deepEqual(notifications(), []);
  world.pass({ seconds: 0.2 });
  await sweep(deps, openFire(deps));
  assert.deepEqual(
    notifications().map(({ late }) => late),
    [false],
  );
  await sweep(deps, openFire(deps));
  assert.deepEqual(notifications(), []);
});

test("reminders of several people that are due together fire in one transaction, each once", async () => {
  const people = await Promise.all(Array.from({ length: 5 }, () => world.user()));
  for (const person of people)
    await world.task(person, { title: "At once", reminders: [{ at: "2026-11-30T11:00:00Z" }] });
  const all = "from reminders where user_id = any($1)";
  const { rows } = await db.query(`select id, user_id ${all}`, [people]);
  world.at("2026-11-30T11:00:00Z");
  sidecar.published = [];
  const fire = openFire(deps);
  const due = rows.map(({ id, user_id }) => ({ userId: user_id, cause: id }));
  await Promise.all(due.map(fire));
  assert.equal(notifications().length, people.length);
  await Promise.all(due.map(fire));
  assert.deepEqual(notifications(), []);
  const { rows: fired } = await db.query(
    `select count(distinct xmin::text)::integer as count ${all} and state = 'fired'`,
    [people],
  );
  assert.equal(fired[0].count, 2, "the first one waits for nobody, the others for it");
});

test("who has many reminders due fires them alone: others do not wait for that", async () => {
  const [first, crowd, other] = await Promise.all([world.user(), world.user(), world.user()]);
  const reminders = [{ at: "2026-11-30T11:00:00Z" }];
  for (const person of [first, crowd, other]) await world.task(person, { title: "At once", reminders });
  await db.query(
    `insert into reminders (id, user_id, task_id, title, remind_at)
     select gen_random_uuid(), user_id, task_id, title, remind_at from reminders, generate_series(1, 60) where user_id = $1`,
    [crowd],
  );
  world.at("2026-11-30T11:00:00Z");
  sidecar.published = [];
  const fire = openFire(deps);
  const { rows } = await db.query("select distinct on (user_id) id, user_id from reminders");
  // The first one waits for nobody; the others come together.
  const order = [first, crowd, other].map((person) => rows.find(({ user_id }) => user_id === person));
  await Promise.all(order.map(({ id, user_id }) => fire({ userId: user_id, cause: id })));
  assert.equal(notifications().length, 3);
  const { rows: fired } = await db.query(
    "select count(distinct xmin::text)::integer as count from reminders where user_id = any($1) and state = 'fired'",
    [[crowd, other]],
  );
  // Its notification counts the crowd's reminders in the same transaction.
  assert.equal(fired[0].count, 2);
});

test("a job that comes again while it is published loses nothing that it fires meanwhile", async () => {
  const { id: cause } = await reminded("2026-11-30T11:00:00Z");
  await reminded("2026-11-30T11:00:05Z", { title: "Five seconds later" });
  const began = [signal(), signal()] as const;
  const ends = [signal(), signal()] as const;
  let count = 0;
  const publish: typeof sidecar.publish = async (events) => {
    const turn = events.length > 0 ? count++ : 2;
    began[turn]?.give();
    await ends[turn]?.given;
    if (turn === 1) throw new Error("no broker");
    await sidecar.publish(events);
  };
  const fire = openFire({ ...deps, sidecar: { ...sidecar, publish } });
  sidecar.published = [];
  world.at("2026-11-30T11:00:00Z");
  const first = fire({ userId: user, cause });
  await began[0].given;
  world.pass({ seconds: 5 });
  const again = assert.rejects(fire({ userId: user, cause }), /no broker/);
  await began[1].given;
  ends[0].give();
  await first;
  ends[1].give();
  await again;
  await fire({ userId: user, cause });
  const told = new Set(notifications().map(({ title }) => title));
  assert.deepEqual([...told].sort(), ["Call home", "Five seconds later"]);
});

/** Something that is given once, and can be waited for. */
function signal() {
  let give = () => {};
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { give, given };
}

test("a reminder due while nobody was there to send it comes late, and says so", async () => {
  await reminded("2026-11-30T11:00:00Z");
  world.at("2026-11-30T11:01:01Z");
  await sweep(deps, openFire(deps));
  assert.deepEqual(
    notifications().map(({ title, late }) => ({ title, late })),
    [{ title: "Call home", late: true }],
  );
});

test("a reminder before a due time keeps its distance over a change of the clocks", async () => {
  // Berlin's clocks go back at three on 25 October: 26 hours lie between noon and ten of the day before.
  await world.task(user, {
    title: "After the change",
    due: { date: "2027-10-31", time: "12:00" },
    reminders: [{ before: "PT12H" }],
  });
  world.at("2027-10-30T22:59:59Z");
  await sweep(deps, openFire(deps));
  assert.deepEqual(notifications(), []);
  world.at("2027-10-30T23:00:02Z");
  await sweep(deps, openFire(deps));
  assert.equal(notifications().length, 1);
});

test("what its publisher left in the outbox is published, and one that cannot be does not keep the others", async () => {
  const { rows } = await db.query("select now() as now");
  const strand = async (age: number, topic: string, title: string, event?: null) => {
    const cause = newId();
    const data = {
      task_id: null,
      title,
      due_at: null,
      remind_at: rows[0].now,
      user_id: user,
      reminder_id: cause,
    };
    const envelope = event === null ? null : { specversion: "1.0", id: cause, partitionkey: user, data };
    await db.query(
      "insert into outbox (cause, topic, event, created_at) values ($1, $2, $3, now() - make_interval(secs => $4))",
      [cause, topic, JSON.stringify(envelope), age],
    );
  };
  sidecar.check = ({ event }) => {
    if (event === null) throw new Error("not an event");
  };
  await strand(3600, "notifications", "Poison", null);
  await strand(60, "notifications", "Stranded");
  await strand(1, "notifications", "On its way");
  await strand(60, "task-updates", "Not yet stranded");
  await strand(91, "task-updates", "Given up");
  await sweep(deps, openFire(deps));
  const titles = sidecar.published.flatMap(({ event }) => (event?.data as { title: string })?.title ?? []);
  assert.deepEqual(titles.sort(), ["Given up", "Stranded"]);
});
