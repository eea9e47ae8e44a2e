import assert from "node:assert/strict";
import { test } from "node:test";
import { newPerson } from "../support/client.ts";
import { connect } from "../support/device.ts";
import { environment } from "../support/environment.ts";
import { eventually } from "../support/eventually.ts";

const { url } = environment;

test("a task lives its whole life", async () => {
  const person = await newPerson(url, { time_zone: "Europe/Berlin" });
  const created = await person.create({
    title: "Pay  rent",
    tags: ["home"],
    due: { date: "2030-01-31", time: "09:00" },
    recurrence: { rrule: "FREQ=MONTHLY;BYMONTHDAY=31" },
  });
  assert.equal(created.title, "Pay rent");
  assert.equal(created.due_at, "2030-01-31T08:00:00.000Z");
  assert.equal(created.version, 1);

  const edited = await person.patch(created, { priority: "high", notes: "by *transfer*" });
  assert.equal(edited.status, 200);
  assert.equal(edited.headers.get("etag"), '"2"');
  assert.equal(edited.body.priority, "high");
  assert.deepEqual(edited.body.tags, ["home"]);

  const completed = await person.act(edited.body, "complete");
  assert.equal(completed.status, 200);
  assert.equal(completed.body.status, "done");

  const next = await eventually(async () => (await person.tasks("&status=open"))[0], {
    what: "the next occurrence",
  });
  assert.deepEqual(next.due, { date: "2030-02-28", time: "09:00" });
  assert.equal(next.occurrence, 2);
  assert.equal(next.priority, "high");

  const reopened = await person.act(completed.body, "reopen");
  assert.equal(reopened.body.status, "open");
  const open = await person.tasks("&status=open");
  assert.deepEqual(
    open.map(({ id }) => id),
    [created.id],
    "the untouched next occurrence is gone",
  );

  const again = await person.act(reopened.body, "complete");
  assert.equal(again.status, 200);
  await eventually(async () => (await person.tasks("&status=open")).length === 1, {
    what: "one next occurrence again",
  });

  const removed = await person.remove(again.body);
  assert.ok(removed.body.deleted_at);
  assert.deepEqual((await person.tasks("&trash=true")).map(({ id }) => id).includes(created.id), true);
  const restored = await person.act(removed.body, "restore");
  assert.equal(restored.body.deleted_at, null);

  const history = await eventually(async () => {
    const { body } = await person.call("GET", `/v1/tasks/${created.id}/history`);
    return body.results.length === 7 ? body.results : undefined;
  });
  assert.deepEqual(
    history.map(({ action }: { action: string }) => action),
    ["restored", "deleted", "completed", "reopened", "completed", "updated", "created"],
  );
  const update = history[5];
  assert.equal(update.actor, "person");
  assert.deepEqual(
    update.changes.map(({ field, after }: { field: string; after: unknown }) => [field, after]),
    [
      ["notes", "by *transfer*"],
      ["priority", "high"],
    ],
  );
});

test("skipping closes one occurrence without completing it, and the next one comes", async () => {
  const person = await newPerson(url);
  const task = await person.create({
    title: "Water plants",
    due: { date: "2030-03-04" },
    recurrence: { rrule: "FREQ=WEEKLY" },
  });
  const skipped = await person.act(task, "skip");
  assert.equal(skipped.body.status, "done");
  assert.ok(skipped.body.skipped_at);
  assert.equal(skipped.body.completed_at, null);
  const next = await eventually(async () => (await person.tasks("&status=open"))[0]);
  assert.deepEqual(next.due, { date: "2030-03-11" });
});

test("an operation is taken back by its undo, once, and not after another change", async () => {
  const person = await newPerson(url);
  const task = await person.create({ title: "Draft", tags: ["a"] });
  const patched = await person.patch(task, { title: "Final", tags: [] });
  const operation = patched.headers.get("operation-id");
  const undone = await person.call("POST", `/v1/operations/${operation}/undo`);
  assert.equal(undone.status, 200);
  assert.equal(undone.body.title, "Draft");
  assert.deepEqual(undone.body.tags, ["a"]);
  const twice = await person.call("POST", `/v1/operations/${operation}/undo`);
  assert.equal(twice.body.version, undone.body.version);

  const other = await person.patch(undone.body, { title: "Third" });
  await person.patch(other.body, { notes: "more" });
  const stale = await person.call("POST", `/v1/operations/${other.headers.get("operation-id")}/undo`);
  assert.equal(stale.status, 412);
});

test("a task whose place in its series was filled meanwhile is not put back there, and holds up nobody", async () => {
  const person = await newPerson(url);
  const open = (not: number[] = []) =>
    eventually(async () => (await person.tasks("&status=open")).find(({ id }) => !not.includes(id)));
  const due = { date: "2031-03-04" };
  const first = await person.create({ title: "Water", due, recurrence: { rrule: "FREQ=DAILY" } });
  const done = await person.act(first, "complete");
  const second = await open();
  const ruled = await person.patch(second, { recurrence: { rrule: "FREQ=WEEKLY" } });
  const reopened = await person.act(done.body, "reopen");
  await person.act(reopened.body, "complete");
  await open([first.id, second.id]);
  const undo = `/v1/operations/${ruled.headers.get("operation-id")}/undo`;
  const undone = await person.call("POST", undo, { headers: { prefer: "wait=10" } });
  assert.deepEqual([undone.status, undone.body.code], [409, "conflict"]);
});

test("bulk operations give a result each, and one that fails leaves the others", async () => {
  const person = await newPerson(url);
  const [a, b] = [await person.create({ title: "A" }), await person.create({ title: "B" })];
  const { status, body } = await person.call("POST", "/v1/tasks/bulk", {
    body: {
      operations: [
        { op: "complete", id: a.id, version: a.version },
        { op: "update", id: b.id, version: 99, patch: { title: "B2" } },
        { op: "create", task: { title: "C" } },
        { op: "delete", id: 999_999_999 },
      ],
    },
  });
  assert.equal(status, 200);
  const outcomes = body.results.map(
    (each: { status: string; problem: { code: string } | null }) => each.problem?.code ?? each.status,
  );
  assert.deepEqual(outcomes, ["succeeded", "version-conflict", "succeeded", "task-not-found"]);
});

test("bulk operations on one task are done in the order they were given", async () => {
  const person = await newPerson(url);
  const { id } = await person.create({ title: "A" });
  const operations = ["complete", "reopen", "delete", "restore", "complete"].map((op) => ({ op, id }));
  const { body } = await person.call("POST", "/v1/tasks/bulk", { body: { operations } });
  assert.deepEqual(
    body.results.map(({ status }: { status: string }) => status),
    operations.map(() => "succeeded"),
  );
  const { body: task } = await person.call("GET", `/v1/tasks/${id}`);
  assert.deepEqual([task.status, task.deleted_at], ["done", null]);
});

test("taking back a reopening closes the task as it was closed", async () => {
  const person = await newPerson(url);
  const { body: done } = await person.act(await person.create({ title: "A" }), "complete");
  const reopened = await person.act(done, "reopen");
  const operation = reopened.headers.get("operation-id");
  const { body: again } = await person.call("POST", `/v1/operations/${operation}/undo`);
  assert.equal(again.completed_at, done.completed_at);
});

test("of two requests under one key at once the one that was not carried out is told so", async () => {
  const person = await newPerson(url);
  const post = (title: string) =>
    person.call("POST", "/v1/tasks", { body: { title }, headers: { "idempotency-key": "same" } });
  const answers = await Promise.all([post("One"), post("Two")]);
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 422]);
});

test("a task in the trash is deleted forever: devices hear of it or load anew, and the trail keeps its title only", async () => {
  const person = await newPerson(url);
  const task = await person.create({ title: "Secret plan", notes: "the whole plan", tags: ["private"] });
  assert.equal((await person.act(task, "purge")).status, 409, "it is not in the trash");
  const removed = await person.remove(task);
  const device = await connect(url, person.token, removed.body.seq);
  const key = { "if-match": `"${removed.body.version}"`, "idempotency-key": "forever" };
  const purge = () => person.call("POST", `/v1/tasks/${task.id}/purge`, { headers: key });
  const [purged, again] = [await purge(), await purge()];
  assert.equal(purged.status, 200);
  assert.deepEqual([purged.body.title, purged.body.notes, purged.body.tags], ["Secret plan", "", []]);
  assert.deepEqual(again.body, purged.body, "a request that comes again gets the same answer");
  assert.equal((await person.call("GET", `/v1/tasks/${task.id}`)).status, 404);
  assert.equal((await person.act(purged.body, "restore")).status, 404);
  assert.equal((await person.act(purged.body, "purge")).status, 404);
  const [change] = await eventually(() => {
    const found = device.changes();
    return found.length > 0 ? found : undefined;
  });
  assert.deepEqual([change?.operation, change?.task.id, change?.seq], ["purged", task.id, purged.body.seq]);
  device.close();
  const since = await person.call("GET", `/v1/changes?since=${removed.body.seq}`);
  assert.deepEqual([since.status, since.body.code], [410, "cursor-expired"]);
  const all = await person.call("GET", "/v1/changes?since=0");
  assert.deepEqual([all.body.results, all.body.next_cursor], [[], purged.body.seq]);
  const trail = await eventually(async () => {
    const { body } = await person.call("GET", "/v1/export?format=json");
    return body.audit.some(({ action }: { action: string }) => action === "purged") ? body.audit : undefined;
  });
  assert.deepEqual(
    trail.map(({ action, actor, task: left }: (typeof trail)[number]) => [
      action,
      actor,
      left.title,
      left.notes,
    ]),
    [["purged", "person", "Secret plan", ""]],
  );
});
