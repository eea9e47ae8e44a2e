import assert from "node:assert/strict";
import { test } from "node:test";
import { topics } from "../../functions/_shared/contract/topics.ts";
import { newId } from "../../functions/_shared/domain/ids.ts";
import { ImportedTask } from "../../functions/_shared/domain/task/task.ts";
import { readAudit } from "../../functions/_shared/store/tasks/audit.ts";
import api from "../../functions/api/index.ts";
import audit from "../../functions/audit/index.ts";
import createTask from "../../functions/create-task/index.ts";
import updateTask from "../../functions/update-task/index.ts";
import { call } from "../support/client.ts";
import { commandOf, openWorld, received } from "./support/world.ts";

const world = await openWorld();
const handle = world.open(audit).on["task-events"];

/** The event of a new task. */
async function created(user: string, notes = "") {
  const task = ImportedTask.parse({ title: "Recorded", notes });
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

test("notes are in the trail only where they changed, and the history tells each change of them", async () => {
  const user = await world.user();
  const long = "n".repeat(20_000);
  const first = await created(user, long);
  await handle(first);
  const { task_id } = first.data;
  const patches = [
    { title: "New" },
    { notes: "short" },
    { title: "Newer" },
    { notes: "" },
    { title: "Newest" },
  ];
  for (const [index, patch] of patches.entries()) {
    const command = commandOf(world, "update-task", user, { task_id, version: index + 1, patch });
    await world.open(updateTask).on["update-task"](command);
    const [event] = world.sidecar.take(topics.taskEvents);
    await handle(received(topics.taskEvents, event ?? assert.fail()));
  }
  const { rows } = await world.db.query(
    "select task_data->>'notes' as notes from audit where task_id = $1 order by version",
    [task_id],
  );
  assert.deepEqual(
    rows.map(({ notes }) => notes),
    [long, null, "short", null, "", ""],
  );
  const url = await world.serve(world.open(api));
  const headers = { authorization: `Bearer ${await world.token(user)}` };
  const { body } = await call(url, "GET", `/v1/tasks/${task_id}/history`, { headers });
  const changes = body.results.map((entry: { changes: unknown }) => entry.changes);
  const title = (before: string, after: string) => [{ field: "title", before, after }];
  const notes = (before: string, after: string) => [{ field: "notes", before, after }];
  assert.deepEqual(changes, [
    title("Newer", "Newest"),
    notes("short", ""),
    title("New", "Newer"),
    notes(long, "short"),
    title("Recorded", "New"),
    [],
  ]);
});
