import assert from "node:assert/strict";
import { after, test } from "node:test";
import { newId } from "../../functions/_shared/ids.ts";
import { cleanUp } from "../../functions/_shared/store/clean-up.ts";
import { openDatabase } from "../../functions/_shared/store/database.ts";
import { environment } from "../support/environment.ts";

const db = openDatabase(environment.databaseUrl, { max: 2 });
after(() => db.close());

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
    recent: await operation(29, 29),
  };
  await letter(ids.open, 29, null);
  await letter(ids.replayed, 60, 29);
  await letter(ids.past, 31, 31);
  await cleanUp(db);
  const left = async (table: string, column: string) => {
    const sql = `select ${column}::text as id from ${table} where ${column}::text = any($1)`;
    const { rows } = await db.query<{ id: string }>(sql, [Object.values(ids)]);
    const found = new Set(rows.map(({ id }) => id));
    return Object.entries(ids).flatMap(([name, id]) => (found.has(id) ? [name] : []));
  };
  assert.deepEqual(await left("operations", "id"), ["ended", "open", "replayed", "recent"]);
  assert.deepEqual(await left("dead_letters", "event_id"), ["open", "replayed"]);
  await db.query("delete from dead_letters where event_id = any($1)", [Object.values(ids)]);
});
