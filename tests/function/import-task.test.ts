import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { topics } from "../../functions/_shared/contract/topics.ts";
import { newId } from "../../functions/_shared/domain/ids.ts";
import { limits } from "../../functions/_shared/domain/limits.ts";
import { ImportedTask } from "../../functions/_shared/domain/task/task.ts";
import { cleanUp } from "../../functions/_shared/store/clean-up.ts";
import { beginReplay } from "../../functions/_shared/store/dead-letters/replay.ts";
import { findResults } from "../../functions/_shared/store/operations/results.ts";
import deadLetter from "../../functions/dead-letter/index.ts";
import importTask from "../../functions/import-task/index.ts";
import { commandOf, openWorld } from "./support/world.ts";

const world = await openWorld();
const { db, sidecar } = world;
const handle = world.open(importTask).on["import-task"];

beforeEach(() => {
  world.at("2026-11-30T10:00:00Z");
  sidecar.check = () => undefined;
  sidecar.published = [];
});

/** An event of so many entries. */
function entries(user: string, count: number, more: (index: number) => object = () => ({})) {
  const draft = (index: number) => ImportedTask.parse({ title: `Entry ${index}` });
  const event = commandOf(world, "import-task", user, { task: { ...draft(0), ...more(0) } });
  const further = Array.from({ length: count - 1 }, (_, index) => ({
    ...{ operation_id: newId(), fingerprint: "", task: { ...draft(index + 1), ...more(index + 1) } },
  }));
  Object.assign(event.data, { more: further });
  return { event, ids: [event.data.operation_id, ...further.map(({ operation_id }) => operation_id)] };
}

const statuses = async (ids: string[]) => {
  const results = new Map((await findResults(db, ids)).map((each) => [each.operation_id, each]));
  return ids.map((id) => results.get(id)?.problem?.code ?? results.get(id)?.status);
};
const count = async (user: string) =>
  (await db.query("select from tasks where user_id = $1", [user])).rowCount;

test("the entries of one event are operations of their own, made in one transaction and in order", async () => {
  const user = await world.user();
  const { event, ids } = entries(user, 50);
  await handle(event);
  assert.deepEqual(new Set(await statuses(ids)), new Set(["succeeded"]));
  const { rows } = await db.query(
    "select title, seq, (select seq from users where id = $1) as last from tasks where user_id = $1 order by seq",
    [user],
  );
  assert.deepEqual(
    rows.map(({ title, seq }) => [title, seq]),
    Array.from({ length: 50 }, (_, index) => [`Entry ${index}`, index + 1]),
  );
  assert.equal(rows[0].last, 50);
  const transactions = "select count(distinct xmin::text)::integer as n from operations where id = any($1)";
  assert.equal((await db.query(transactions, [ids])).rows[0].n, 1);
  assert.equal(sidecar.take(topics.taskEvents).length, 50);
  assert.equal(sidecar.take(topics.operationResults).length, 0, "nobody waits for them");
  await handle(event);
  assert.equal(await count(user), 50, "a redelivery creates nothing");
});

test("an entry that cannot be stored, or exists twice, takes none of its event with it", async () => {
  const user = await world.user();
  const series_id = newId();
  const { event, ids } = entries(user, 6, (index) => {
    if (index === 2) return { series_id: newId(), occurrence: 2 ** 40 };
    return index > 3 ? { series_id, occurrence: 1 } : {};
  });
  await handle(event);
  const expected = ["succeeded", "succeeded", "invalid", "succeeded", "succeeded", "conflict"];
  assert.deepEqual(await statuses(ids), expected);
  assert.equal(await count(user), 4);
});

test("two entries that replace one occurrence of the trash are decided one after the other", async () => {
  const user = await world.user();
  const occurrence = { series_id: newId(), occurrence: 1 };
  await handle(entries(user, 1, () => occurrence).event);
  await db.query("update tasks set deleted_at = now() where user_id = $1", [user]);
  const { event, ids } = entries(user, 2, () => occurrence);
  await handle(event);
  assert.deepEqual(await statuses(ids), ["succeeded", "conflict"]);
});

test("the limit of tasks is met within an event to the task", async () => {
  const user = await world.user();
  await db.query(
    `insert into tasks (user_id, title, seq, created_at, updated_at)
     select $1, n::text, n, now(), now() from generate_series(1, $2) n`,
    [user, limits.tasks - 3],
  );
  await db.query("update users set seq = $2 where id = $1", [user, limits.tasks]);
  const { event, ids } = entries(user, 5);
  await handle(event);
  const refused = "limit-reached";
  assert.deepEqual(await statuses(ids), ["succeeded", "succeeded", "succeeded", refused, refused]);
});

test("a dead letter of several entries ends all of them, keeps them, and repeats all", async () => {
  const user = await world.user();
  const { event, ids } = entries(user, 3);
  await world.open(deadLetter).on["dead-letters"]({ ...event, topic: "import-task" } as never);
  assert.deepEqual(await statuses(ids), ["dead-lettered", "dead-lettered", "dead-lettered"]);
  const operations = async () =>
    (await db.query("select from operations where id = any($1)", [ids])).rowCount;
  await cleanUp(db, new Date("2036-01-01"));
  assert.equal(await operations(), 3, "while the letter can be repeated");
  const { rows } = await db.query("select id from dead_letters where event->>'id' = $1", [event.id]);
  await db.transaction((tx) => beginReplay(tx, rows[0].id));
  await handle(event);
  assert.deepEqual(await statuses(ids), ["succeeded", "succeeded", "succeeded"]);
});
