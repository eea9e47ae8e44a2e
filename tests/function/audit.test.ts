import assert from "node:assert/strict";
import { test } from "node:test";
import { topics } from "../../functions/_shared/contract/topics.ts";
import { newId } from "../../functions/_shared/domain/ids.ts";
import { ImportedTask } from "../../functions/_shared/domain/task/task.ts";
import { readAudit } from "../../functions/_shared/store/tasks/audit.ts";
import audit from "../../functions/audit/index.ts";
import createTask from "../../functions/create-task/index.ts";
import { commandOf, openWorld, received } from "./support/world.ts";

const world = await openWorld();
const handle = world.open(audit).on["task-events"];

/** The event of a new task. */
async function created(user: string) {
  const task = ImportedTask.parse({ title: "Recorded" });
  world.sidecar.published = [];
  await world.open(createTask).on["create-task"](commandOf(world, "create-task", user, { task }));
  const [event] = world.sidecar.take(topics.taskEvents);
  return received(topics.taskEvents, event ?? assert.fail());
}

test("an event is written to the trail once, however often it comes", async () => {
  const user = await world.user();
  const event = await created(user);
  await handle(event);
  await handle(event);
  const { entries: trail } = await readAudit(world.db, user, { limit: 10 });
  assert.deepEqual(
    trail.map(({ action, actor, version, operation_id }) => ({ action, actor, version, operation_id })),
    [{ action: "created", actor: "person", version: 1, operation_id: event.operationid }],
  );
  assert.equal(trail[0]?.at.toISOString(), event.data.timestamp);
  // Another event of the same change is another entry: only the id identifies an event.
  await handle({ ...event, id: newId() });
  assert.equal((await readAudit(world.db, user, { limit: 10 })).entries.length, 2);
});

test("what happened to an account that is erased is not written", async () => {
  const user = await world.user();
  const event = await created(user);
  await world.db.query("delete from users where id = $1", [user]);
  await handle(event);
  assert.deepEqual((await readAudit(world.db, user, { limit: 10 })).entries, []);
});

test("events that arrive together are all written, and one that cannot be keeps none out", async () => {
  const events = [];
  for (let n = 0; n < 5; n += 1) events.push(await created(await world.user()));
  const poisoned = events[3] ?? assert.fail();
  const bad = {
    ...poisoned,
    data: { ...poisoned.data, task_data: { ...poisoned.data.task_data, version: 2 ** 40 } },
  };
  const ends = await Promise.allSettled(events.map((event) => handle(event === poisoned ? bad : event)));
  assert.deepEqual(
    ends.map(({ status }) => status),
    ["fulfilled", "fulfilled", "fulfilled", "rejected", "fulfilled"],
  );
  for (const event of events) {
    const { entries: trail } = await readAudit(world.db, event.data.user_id, { limit: 10 });
    assert.equal(trail.length, event === poisoned ? 0 : 1);
  }
});

test("the entry of a task that was deleted forever replaces those with its content, also those that come later", async () => {
  const user = await world.user();
  const other = await created(user);
  const event = await created(user);
  const { task_data } = event.data;
  const next = (action: "updated" | "purged", version: number) => ({
    ...{ ...event, id: newId() },
    data: {
      ...event.data,
      event_type: action,
      task_data: { ...task_data, version, seq: task_data.seq + version },
    },
  });
  const [changed, purged] = [next("updated", 2), next("purged", 3)];
  for (const each of [other, event, changed]) await handle(each);
  await Promise.all([purged, next("updated", 2)].map((each) => handle(each)));
  for (const each of [event, changed, purged]) await handle(each);
  const { entries: trail } = await readAudit(world.db, user, { limit: 10 });
  assert.deepEqual(
    trail.map(({ action, version, task_id }) => [action, version, task_id]),
    [
      ["purged", 3, event.data.task_id],
      ["created", 1, other.data.task_id],
    ],
  );
});
