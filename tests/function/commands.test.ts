import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import type { Arguments, OperationResult } from "../../functions/_shared/contract/schemas.ts";
import { attendedTopics, type CommandTopic, topics } from "../../functions/_shared/contract/topics.ts";
import { ImportedTask, NewTask, type Task } from "../../functions/_shared/domain/task/task.ts";
import { findOperation } from "../../functions/_shared/store/operations/operations.ts";
import completeTask from "../../functions/complete-task/index.ts";
import createTask from "../../functions/create-task/index.ts";
import deleteTask from "../../functions/delete-task/index.ts";
import importTask from "../../functions/import-task/index.ts";
import purgeTask from "../../functions/purge-task/index.ts";
import reopenTask from "../../functions/reopen-task/index.ts";
import repeatTask from "../../functions/repeat-task/index.ts";
import restoreTask from "../../functions/restore-task/index.ts";
import skipTask from "../../functions/skip-task/index.ts";
import updateTask from "../../functions/update-task/index.ts";
import { type CommandFunction, commandOf, openWorld, received } from "./support/world.ts";

const world = await openWorld();
const { sidecar } = world;
let user = "";

beforeEach(async () => {
  world.at("2026-11-30T10:00:00Z");
  sidecar.check = () => undefined;
  sidecar.published = [];
  user = await world.user();
});

type Of<T extends CommandTopic> = Parameters<typeof commandOf<T>>[3];

/** Lets a function handle a command, and returns the result: that which it published first, if anybody waits for it. */
async function run<T extends CommandTopic>(fn: CommandFunction<T>, args: Of<T>): Promise<OperationResult> {
  const topic = fn.name as T;
  sidecar.published = [];
  const handlers = world.open(fn).on;
  const command = commandOf(world, topic, user, args);
  await handlers[topic](command);
  if (!attendedTopics.includes(topic))
    return (await findOperation(world.db, user, command.data.operation_id))?.result ?? assert.fail();
  assert.equal(sidecar.published[0]?.topic, topics.operationResults, "somebody waits for the result");
  return received(topics.operationResults, sidecar.published[0].event).data;
}

const on = ({ id, version }: Task) => ({ task_id: id, version });
const actions = () =>
  sidecar.published.filter(({ topic }) => topic === topics.taskEvents).map(({ event }) => event.type);

/** The command that undoes an operation. */
const undoOf = async ({ operation_id }: OperationResult) =>
  (await findOperation(world.db, user, operation_id))?.undo;

test("create-task makes a task and tells of it; taken back, it is deleted", async () => {
  const result = await run(createTask, {
    task: ImportedTask.parse({ title: "  New\none ", tags: ["a", "a"] }),
  });
  const task = result.task_data as Task;
  assert.deepEqual([task.title, task.tags, task.version, task.seq], ["New one", ["a"], 1, 1]);
  assert.equal(task.created_at, "2026-11-30T10:00:00.000Z");
  assert.deepEqual(await world.stored(task, user), task);
  assert.deepEqual(actions(), ["todo.task.v1.created"]);
  const [update] = sidecar.take(topics.taskUpdates).map((event) => received(topics.taskUpdates, event));
  assert.deepEqual([update?.data.operation, update?.data.seq, update?.partitionkey], ["created", 1, user]);
  assert.deepEqual(await undoOf(result), {
    command: "delete-task",
    arguments: { task_id: task.id, version: 1, undoes: result.operation_id },
  });
});

test("a command that comes again is done once, and what was not published is", async () => {
  const command = commandOf(world, "create-task", user, { task: ImportedTask.parse({ title: "Once" }) });
  const handle = world.open(createTask).on["create-task"];
  sidecar.check = ({ topic }) => {
    if (topic === topics.taskUpdates) throw new Error("the broker is away");
  };
  await assert.rejects(handle(command), /the broker is away/);
  sidecar.check = () => undefined;
  sidecar.published = [];
  await handle(command);
  assert.deepEqual(
    sidecar.published.map(({ topic }) => topic),
    [topics.operationResults, topics.taskEvents, topics.taskUpdates],
  );
  sidecar.published = [];
  await handle(command);
  assert.deepEqual(sidecar.published, [], "nothing is left");
  const { rows } = await world.db.query("select from tasks where user_id = $1", [user]);
  assert.equal(rows.length, 1);
});

test("a command of an account that is erased is done with", async () => {
  const command = commandOf(world, "create-task", user, { task: ImportedTask.parse({ title: "Late" }) });
  await world.db.query("delete from users where id = $1", [user]);
  await world.open(createTask).on["create-task"](command);
  assert.deepEqual(sidecar.published, []);
});

test("values that PostgreSQL cannot hold are refused, not retried for ever", async () => {
  const command = commandOf(world, "create-task", user, { task: ImportedTask.parse({ title: "Odd" }) });
  // As in an event of another version, which the schema accepts.
  Object.assign(command.data.task, { series_id: user, occurrence: 2 ** 40 });
  await world.open(createTask).on["create-task"](command);
  const [event] = sidecar.take(topics.operationResults);
  assert.equal(received(topics.operationResults, event ?? assert.fail()).data.problem?.code, "invalid");
});

test("import-task brings a task with its past, and an occurrence once", async () => {
  const series_id = user;
  const entry = ImportedTask.parse({
    ...{ title: "Brought", due: { date: "2026-01-01" }, recurrence: { rrule: "FREQ=DAILY" } },
    ...{ status: "done", completed_at: "2026-01-02T08:00:00Z", created_at: "2025-12-01T00:00:00Z" },
    ...{ series_id, occurrence: 3 },
  });
  const { task_data } = await run(importTask, { task: entry });
  assert.deepEqual(
    [task_data?.status, task_data?.completed_at, task_data?.created_at, task_data?.occurrence],
    ["done", "2026-01-02T08:00:00.000Z", "2025-12-01T00:00:00.000Z", 3],
  );
  assert.equal((await run(importTask, { task: entry })).problem?.code, "conflict");
});

test("update-task applies a patch to the version it was made against, and only to that", async () => {
  const task = await world.task(user, { title: "Old", notes: "kept", due: { date: "2026-12-01" } });
  world.pass({ minutes: 5 });
  const result = await run(updateTask, { ...on(task), patch: { title: "New", due: null } });
  assert.deepEqual(
    [result.task_data?.title, result.task_data?.notes, result.task_data?.due_at, result.task_data?.version],
    ["New", "kept", null, 2],
  );
  assert.equal(result.task_data?.updated_at, "2026-11-30T10:05:00.000Z");
  const patch = { title: "Old", due: { date: "2026-12-01" } };
  assert.deepEqual(await undoOf(result), {
    command: "update-task",
    arguments: { task_id: task.id, version: 2, patch, undoes: result.operation_id },
  });
  const stale = await run(updateTask, { ...on(task), patch: { title: "Too late" } });
  assert.deepEqual([stale.problem?.code, stale.problem?.task?.title], ["version-conflict", "New"]);
  assert.deepEqual(actions(), [], "a refusal tells nobody but who waits");
  const any = await run(updateTask, { task_id: task.id, version: null, patch: { title: "Whatever" } });
  assert.equal(any.status, "succeeded");
  const unknown = await run(updateTask, { task_id: 2 ** 31, version: null, patch: { title: "x" } });
  assert.equal(unknown.problem?.code, "task-not-found");
});

test("nobody changes the task of another", async () => {
  const task = await world.task(await world.user(), { title: "Theirs" });
  for (const fn of [completeTask, deleteTask])
    assert.equal((await run(fn as never, on(task))).problem?.code, "task-not-found");
});

test("a task is closed when it was done without a connection, within bounds, and the next one counts from it", async () => {
  world.at("2026-11-28T10:00:00Z");
  const task = await world.task(user, {
    title: "Filter",
    due: { date: "2026-11-29" },
    recurrence: { rrule: "FREQ=DAILY;INTERVAL=3", mode: "completion" },
  });
  world.at("2026-11-30T10:00:00Z");
  const closedAt = async (closed_at: string, fn: typeof completeTask | typeof skipTask = completeTask) => {
    const { task_data } = await run(fn as typeof completeTask, {
      ...on(await world.stored(task, user)),
      closed_at,
    });
    const closed = task_data as Task;
    await run(reopenTask, on(closed));
    return closed.completed_at ?? closed.skipped_at;
  };
  assert.equal(await closedAt("2026-11-29T21:00:00Z"), "2026-11-29T21:00:00.000Z");
  assert.equal(await closedAt("2026-11-29T21:00:00Z", skipTask), "2026-11-29T21:00:00.000Z");
  // Not in the future, and not before it was made.
  assert.equal(await closedAt("2026-12-05T00:00:00Z"), "2026-11-30T10:00:00.000Z");
  assert.equal(await closedAt("2020-01-01T00:00:00Z"), task.created_at);
  // Yesterday's chore, written down today.
  const chore = await world.task(user, { title: "Plants", due: { date: "2026-11-29" } });
  const done = await run(completeTask, { ...on(chore), closed_at: "2026-11-29T21:00:00Z" });
  assert.equal(done.task_data?.completed_at, "2026-11-29T21:00:00.000Z");
});

test("complete-task closes a task when it was asked for, however late it is handled; once", async () => {
  const task = await world.task(user, { title: "Done" });
  const command = commandOf(world, "complete-task", user, on(task));
  world.pass({ hours: 3 });
  sidecar.published = [];
  await world.open(completeTask).on["complete-task"](command);
  const closed = await world.stored(task, user);
  assert.deepEqual([closed.status, closed.completed_at], ["done", "2026-11-30T10:00:00.000Z"]);
  assert.equal(closed.updated_at, "2026-11-30T13:00:00.000Z");
  assert.equal((await run(completeTask, { task_id: task.id, version: null })).problem?.code, "conflict");
});

test("skip-task closes one occurrence of a task that repeats, and no other task", async () => {
  const plain = await world.task(user, { title: "Plain" });
  assert.equal((await run(skipTask, on(plain))).problem?.code, "conflict");
  const weekly = { title: "Weekly", due: { date: "2026-12-01" }, recurrence: { rrule: "FREQ=WEEKLY" } };
  const result = await run(skipTask, on(await world.task(user, weekly)));
  assert.deepEqual(
    [result.task_data?.status, result.task_data?.skipped_at, result.task_data?.completed_at],
    ["done", "2026-11-30T10:00:00.000Z", null],
  );
  assert.deepEqual(actions(), ["todo.task.v1.skipped"]);
  assert.equal((await undoOf(result))?.command, "reopen-task");
});

test("reopen-task opens a closed task; taken back, it is closed as it was", async () => {
  const task = await world.task(user, { title: "Again" });
  const closed = (await run(completeTask, on(task))).task_data as Task;
  world.pass({ days: 1 });
  const result = await run(reopenTask, on(closed));
  assert.deepEqual([result.task_data?.status, result.task_data?.completed_at], ["open", null]);
  const { command, arguments: args } = (await undoOf(result)) ?? assert.fail();
  assert.equal(command, "complete-task");
  const again = await run(completeTask, args as never);
  assert.equal(again.task_data?.completed_at, "2026-11-30T10:00:00.000Z");
  assert.equal((await run(reopenTask, on(task))).problem?.code, "version-conflict");
});

test("undos of one task follow each other; a change between that is not undone makes the earlier ones stale", async () => {
  const task = await world.task(user, { title: "Chain" });
  const set = async (priority: "high" | "low", version: number) =>
    run(updateTask, { task_id: task.id, version, patch: { priority } });
  const undo = async (of: OperationResult) => {
    const { command, arguments: args } = (await undoOf(of)) ?? assert.fail();
    return run(command === "update-task" ? updateTask : (reopenTask as never), args as never);
  };
  const [high, low] = [await set("high", 1), await set("low", 2)];
  const early = await undo(high);
  assert.equal(early.problem?.code, "version-conflict", "not before the later one");
  const first = await undo(low);
  assert.equal(first.task_data?.priority, "high");
  const second = await undo(high);
  assert.deepEqual([second.task_data?.priority, second.task_data?.version], ["medium", 5]);
  // An undo is undone in turn, and the chain continues before it.
  assert.equal((await undo(second)).task_data?.priority, "high");
  assert.equal((await undo(first)).task_data?.priority, "low");

  const again = await set("high", 7);
  const closed = await run(completeTask, { task_id: task.id, version: 8 });
  await set("low", 9);
  for (const stale of [closed, again]) assert.equal((await undo(stale)).problem?.code, "version-conflict");
  const plain = await run(updateTask, { task_id: task.id, version: 1, patch: { priority: "high" } });
  assert.equal(
    plain.problem?.code,
    "version-conflict",
    "a change that is no undo is made against one version",
  );
});

test("an occurrence that reopening removes is removed by its repetition, and not restored beside the open one", async () => {
  const weekly = { title: "Rent", due: { date: "2026-12-01" }, recurrence: { rrule: "FREQ=WEEKLY" } };
  const closed = await run(completeTask, on(await world.task(user, weekly)));
  const event = sidecar.take(topics.taskEvents).map((each) => received(topics.taskEvents, each))[0];
  await world.open(repeatTask).on[topics.taskEvents](event ?? assert.fail());
  const next = sidecar.take(topics.taskEvents).map((each) => received(topics.taskEvents, each))[0];
  const { command, arguments: args } = (await undoOf(closed)) ?? assert.fail();
  assert.equal(command, "reopen-task");
  await run(reopenTask, args as never);
  const removed = sidecar
    .take(topics.taskEvents)
    .map((each) => received(topics.taskEvents, each))
    .find(({ data }) => data.event_type === "deleted");
  assert.deepEqual([removed?.data.task_id, removed?.actor], [next?.data.task_id, "recurrence"]);
  const restored = await run(restoreTask, { task_id: next?.data.task_id as number, version: null });
  assert.equal(restored.problem?.code, "conflict");
});

test("delete-task puts a task in the trash, and restore-task brings it back", async () => {
  const task = await world.task(user, { title: "Gone" });
  const deleted = await run(deleteTask, on(task));
  assert.equal(deleted.task_data?.deleted_at, "2026-11-30T10:00:00.000Z");
  assert.equal((await undoOf(deleted))?.command, "restore-task");
  const closed = await run(completeTask, { task_id: task.id, version: null });
  assert.equal(closed.problem?.code, "task-not-found");
  const restored = await run(restoreTask, on(deleted.task_data as Task));
  assert.deepEqual([restored.task_data?.deleted_at, restored.task_data?.version], [null, 3]);
  assert.equal((await run(restoreTask, on(restored.task_data as Task))).problem?.code, "conflict");
});

test("purge-task deletes a task in the trash with its reminders, and what is left has its title and no content", async () => {
  const task = await world.task(user, {
    ...{ title: "Gone for good", notes: "secret", tags: ["a"], due: { date: "2027-01-01", time: "09:00" } },
    ...{ reminders: [{ before: "PT1H" }], recurrence: { rrule: "FREQ=DAILY" } },
  });
  assert.equal((await run(purgeTask, on(task))).problem?.code, "conflict", "it is not in the trash");
  const { task_data: trashed } = await run(deleteTask, on(task));
  const stale = await run(purgeTask, { task_id: task.id, version: 1 });
  assert.equal(stale.problem?.code, "version-conflict");
  const command = commandOf(world, "purge-task", user, on(trashed as Task));
  for (const _ of [1, 2]) await world.open(purgeTask).on["purge-task"](command);
  const { result, undo } = (await findOperation(world.db, user, command.data.operation_id)) ?? assert.fail();
  assert.equal(undo, null);
  const { title, notes, tags, due, recurrence, version, seq } = result?.task_data ?? assert.fail();
  assert.deepEqual([title, notes, tags, due, recurrence], ["Gone for good", "", [], null, null]);
  assert.deepEqual([version, seq], [3, 3]);
  assert.equal(await world.stored(task, user), undefined);
  const rows = await world.db.query("select from reminders where task_id = $1", [task.id]);
  assert.equal(rows.rows.length, 0);
  const counted = await world.db.query("select purged_seq, seq from users where id = $1", [user]);
  assert.deepEqual(counted.rows, [{ purged_seq: 3, seq: 3 }]);
  const updates = sidecar.take(topics.taskUpdates).map((event) => received(topics.taskUpdates, event).data);
  assert.deepEqual(
    updates.map(({ operation, task_data }) => [operation, task_data?.notes]),
    [["purged", ""]],
    "told once",
  );
  assert.equal((await run(purgeTask, on(trashed as Task))).problem?.code, "task-not-found");
  assert.equal((await run(restoreTask, on(trashed as Task))).problem?.code, "task-not-found");
});

test("a change sets, moves and cancels the reminders of its task", async () => {
  const zoned = await world.user({ time_zone: "Europe/Berlin" });
  user = zoned;
  const remindersOf = () =>
    sidecar.published
      .filter(({ topic }) => topic === topics.reminders)
      .map(({ event }) => received(topics.reminders, event).data)
      .map(({ state, remind_at }) => `${state} ${remind_at}`);
  // Twelve hours before noon of the day on which Berlin's clocks go forward.
  const task = { title: "DST", due: { date: "2027-03-28", time: "12:00" }, reminders: [{ before: "PT12H" }] };
  const created = (await run(createTask, { task: ImportedTask.parse(NewTask.parse(task)) }))
    .task_data as Task;
  assert.deepEqual(remindersOf(), ["set 2027-03-27T22:00:00.000Z"]);
  const moved = await run(updateTask, {
    ...on(created),
    patch: { due: { date: "2027-10-31", time: "12:00" } },
  });
  assert.deepEqual(remindersOf(), ["cancelled 2027-03-27T22:00:00.000Z", "set 2027-10-30T23:00:00.000Z"]);
  const snoozed = await run(updateTask, {
    ...on(moved.task_data as Task),
    patch: { snoozed_until: "2026-12-24T08:00:00.000Z" },
  });
  assert.deepEqual(remindersOf(), ["set 2026-12-24T08:00:00.000Z"]);
  await run(completeTask, on(snoozed.task_data as Task));
  assert.deepEqual(remindersOf().sort(), [
    "cancelled 2026-12-24T08:00:00.000Z",
    "cancelled 2027-10-30T23:00:00.000Z",
  ]);
});

test("a reminder that was past when it was asked for is none; one that passed while it waited is set", async () => {
  const at = "2026-11-30T10:00:30.000Z";
  const task = ImportedTask.parse({ title: "Near", reminders: [{ at }] });
  const command = commandOf(world, "create-task", user, { task });
  world.pass({ minutes: 1 });
  await world.open(createTask).on["create-task"](command);
  assert.equal(sidecar.take(topics.reminders).length, 1);
  await world.open(createTask).on["create-task"](commandOf(world, "create-task", user, { task }));
  assert.equal(sidecar.take(topics.reminders).length, 0);
});

test("a reminder that passed since it was set on a device without a connection is set, for a week", async () => {
  const [before, past] = ["2026-11-30T08:00:00.000Z", "2026-11-30T09:00:00.000Z"];
  const set = () => sidecar.take(topics.reminders).length;
  const make = (made: Arguments<"create-task">) => run(createTask, made as never);
  const near = ImportedTask.parse({ title: "Near", reminders: [{ at: past }] });
  await make({ task: near, made_at: before });
  assert.equal(set(), 1);
  // Set after its moment, by the device's clock or, if that is ahead, by ours.
  for (const made_at of ["2026-11-30T09:30:00.000Z", "2026-12-05T00:00:00.000Z"]) {
    await make({ task: near, made_at });
    assert.equal(set(), 0);
  }
  const old = ImportedTask.parse({ title: "Old", reminders: [{ at: "2026-11-20T09:00:00.000Z" }] });
  await make({ task: old, made_at: "2026-11-19T00:00:00.000Z" });
  assert.equal(set(), 0, "more than a week is too late");
  const task = await world.task(user, { title: "Plain" });
  sidecar.take(topics.reminders);
  await run(updateTask, { ...on(task), patch: { reminders: [{ at: past }] }, made_at: before });
  assert.equal(set(), 1);
});
