import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import type { Envelope } from "../../functions/_shared/contract/envelope.ts";
import type { TaskEvent } from "../../functions/_shared/contract/schemas.ts";
import { topics } from "../../functions/_shared/contract/topics.ts";
import type { Task } from "../../functions/_shared/domain/task/task.ts";
import completeTask from "../../functions/complete-task/index.ts";
import reopenTask from "../../functions/reopen-task/index.ts";
import repeatTask from "../../functions/repeat-task/index.ts";
import skipTask from "../../functions/skip-task/index.ts";
import { commandOf, openWorld, received } from "./support/world.ts";

const world = await openWorld();
const { sidecar } = world;
const repeat = world.open(repeatTask).on["task-events"];
let user = "";

beforeEach(async () => {
  world.at("2026-11-30T10:00:00Z");
  user = await world.user({ time_zone: "Europe/Berlin" });
});

const weekly = { title: "Weekly", due: { date: "2026-11-30" }, recurrence: { rrule: "FREQ=WEEKLY" } };

/** The event of closing a task. */
async function close(task: Task, fn: typeof completeTask | typeof skipTask = completeTask) {
  const args = { task_id: task.id, version: task.version };
  sidecar.published = [];
  const handlers = world.open(fn as typeof completeTask).on;
  await Object.values(handlers)[0]?.(commandOf(world, fn.name as "complete-task", user, args));
  return theEvent();
}

function theEvent(): Envelope<TaskEvent> {
  const [event] = sidecar.take(topics.taskEvents);
  return received(topics.taskEvents, event ?? assert.fail("no event"));
}

async function tasks(): Promise<string[]> {
  const { rows } = await world.db.query(
    "select occurrence, due->>'date' as date, status from tasks where user_id = $1 and deleted_at is null order by occurrence",
    [user],
  );
  return rows.map(({ occurrence, date, status }) => `${occurrence} ${date} ${status}`);
}

test("the next occurrence of a completed task is made once, however often its event comes", async () => {
  const event = await close(await world.task(user, weekly));
  await repeat(event);
  const made = theEvent();
  assert.deepEqual([made.data.event_type, made.actor], ["occurrence-generated", "recurrence"]);
  assert.equal(made.data.task_data.due?.date, "2026-12-07");
  await repeat(event);
  assert.deepEqual(sidecar.published, []);
  assert.deepEqual(await tasks(), ["1 2026-11-30 done", "2 2026-12-07 open"]);
});

test("a skipped one is followed too, and what does not close a task is followed by nothing", async () => {
  const task = await world.task(user, weekly);
  const event = await close(task, skipTask);
  await repeat({ ...event, id: "other", data: { ...event.data, event_type: "updated" } });
  assert.equal((await tasks()).length, 1);
  await repeat(event);
  assert.equal((await tasks()).length, 2);
});

test("a task that does not repeat, or whose rule has ended, is followed by nothing", async () => {
  await repeat(await close(await world.task(user, { title: "Plain" })));
  await repeat(
    await close(await world.task(user, { ...weekly, recurrence: { rrule: "FREQ=DAILY;COUNT=1" } })),
  );
  assert.deepEqual(
    (await tasks()).map((each) => each.split(" ").at(-1)),
    ["done", "done"],
  );
});

test("one that was opened again meanwhile is followed by nothing; closed once more, the same row comes back", async () => {
  const task = await world.task(user, weekly);
  const event = await close(task);
  const reopen = (version: number) =>
    world
      .open(reopenTask)
      .on["reopen-task"](commandOf(world, "reopen-task", user, { task_id: task.id, version }));
  await reopen(2);
  await repeat(event);
  assert.equal((await tasks()).length, 1);
  await repeat(await close({ ...task, version: 3 }));
  await reopen(4);
  assert.deepEqual(await tasks(), ["1 2026-11-30 open"], "reopening removes it");
  await repeat(await close({ ...task, version: 5 }));
  const { rows } = await world.db.query("select id from tasks where user_id = $1", [user]);
  assert.equal(rows.length, 2);
});

test("one that was deleted forever meanwhile is followed all the same", async () => {
  const task = await world.task(user, weekly);
  const event = await close(task);
  await world.db.query("delete from tasks where id = $1", [task.id]);
  await repeat(event);
  assert.deepEqual(await tasks(), ["2 2026-12-07 open"]);
});

test("counted from completion, the next one counts from the day it was closed where the person is", async () => {
  const recurrence = { rrule: "FREQ=DAILY;INTERVAL=3", mode: "completion" };
  const task = await world.task(user, { ...weekly, recurrence });
  // Already the next day in Berlin.
  world.at("2026-12-05T23:30:00Z");
  await repeat(await close(task));
  assert.deepEqual(await tasks(), ["1 2026-11-30 done", "2 2026-12-09 open"]);
});

test("a reminder between closing a task and making the next is set, to come late", async () => {
  const due = { date: "2026-11-30", time: "11:05" };
  const task = await world.task(user, {
    ...{ title: "Hourly", due, recurrence: { rrule: "FREQ=DAILY" } },
    reminders: [{ before: "PT23H" }],
  });
  const event = await close(task);
  // The next is due at 10:05 UTC on the first, its reminder at 11:05 UTC today: past when the event is handled.
  world.pass({ hours: 2 });
  await repeat(event);
  const [reminder] = sidecar.take(topics.reminders);
  assert.equal(
    received(topics.reminders, reminder ?? assert.fail()).data.remind_at,
    "2026-11-30T11:05:00.000Z",
  );
});

test("the database or the broker being away is no end: the event is to come again", async () => {
  const event = await close(await world.task(user, weekly));
  sidecar.check = () => {
    throw new Error("the broker is away");
  };
  await assert.rejects(repeat(event), /the broker is away/);
  sidecar.check = () => undefined;
  await repeat(event);
  assert.deepEqual(
    sidecar.published.map(({ topic }) => topic),
    [topics.taskEvents, topics.taskUpdates],
  );
});
