import assert from "node:assert/strict";
import { test } from "node:test";
import { newId } from "../../functions/_shared/domain/ids.ts";
import { cleanUp } from "../../functions/_shared/store/clean-up.ts";
import { openWorld } from "./support/world.ts";

const { db } = await openWorld();

test("an operation is remembered as long as a dead letter of it can be replayed", async () => {
  const operation = async (created: number, finished: number) => {
    const id = newId();
    await db.query(
      `insert into operations (id, user_id, command, status, created_at, finished_at)
       values ($1, $1, 'create-task', 'failed', now() - make_interval(days => $2), now() - make_interval(days => $3))`,
      [id, created, finished],
    );
    return id;
  };
  const letter = (id: string, received: number, replayed: number | null) =>
    db.query(
      `insert into dead_letters (event_id, topic, reason, attempts, event, received_at, replayed_at)
       values ($1, 'create-task', 'test', 1, $2, now() - make_interval(days => $3), now() - make_interval(days => $4))`,
      [id, JSON.stringify({ id, data: { operation_id: id } }), received, replayed],
    );
  const ids = {
    old: await operation(31, 31),
    ended: await operation(60, 1),
    open: await operation(31, 31),
    replayed: await operation(60, 31),
    past: await operation(60, 60),
    unseen: await operation(60, 60),
    recent: await operation(29, 29),
  };
  await letter(ids.open, 29, null);
  await letter(ids.replayed, 60, 29);
  await letter(ids.past, 31, 31);
  await letter(ids.unseen, 60, null);
  await cleanUp(db, new Date());
  const left = async (table: string, column: string) => {
    const sql = `select ${column}::text as id from ${table} where ${column}::text = any($1)`;
    const { rows } = await db.query<{ id: string }>(sql, [Object.values(ids)]);
    const found = new Set(rows.map(({ id }) => id));
    return Object.entries(ids).flatMap(([name, id]) => (found.has(id) ? [name] : []));
  };
  assert.deepEqual(await left("operations", "id"), ["ended", "open", "replayed", "unseen", "recent"]);
  assert.deepEqual(await left("dead_letters", "event_id"), ["open", "replayed", "unseen"]);
  await db.query("delete from dead_letters where event_id = any($1)", [Object.values(ids)]);
});

test("history is kept for two years, and what an import brought for as long as its task", async () => {
  const [user, dead, live] = [newId(), newId(), newId()];
  await db.query("insert into users (id, email) values ($1, $2)", [user, user]);
  const { rows } = await db.query<{ id: number }>(
    `insert into tasks (user_id, title, seq, created_at, updated_at) values ($1, 'imported', 1, now(), now()) returning id`,
    [user],
  );
  const task = rows[0]?.id as number;
  for (const [operation, brought] of [
    [dead, null],
    [live, task],
  ])
    await db.query(
      "insert into import_entries (operation_id, import_id, user_id, task_id) values ($1, $2, $3, $4)",
      [operation, newId(), user, brought],
    );
  for (const days of [729, 731])
    await db.query(
      `insert into audit (event_id, user_id, task_id, version, seq, action, actor, task_data, at)
       values ($1, $2, $3, 1, $4::int, 'created', 'person', '{}', now() - make_interval(days => $4))`,
      [newId(), user, task, days],
    );
  await cleanUp(db, new Date());
  const kept = await db.query("select seq from audit where user_id = $1", [user]);
  assert.deepEqual(kept.rows, [{ seq: 729 }]);
  const entries = await db.query("select operation_id from import_entries where user_id = $1", [user]);
  assert.deepEqual(entries.rows, [{ operation_id: live }]);
  await db.query("delete from audit where user_id = $1", [user]);
  await db.query("delete from users where id = $1", [user]);
});
