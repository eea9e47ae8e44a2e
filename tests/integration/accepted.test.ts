import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import pg from "pg";
import { openDatabase } from "../../functions/_shared/store/database.ts";
import { beginOperation, rememberAccepted } from "../../functions/_shared/store/operations.ts";
import { newPerson } from "../support/client.ts";
import { environment } from "../support/environment.ts";
import { eventually } from "../support/eventually.ts";

test("what waits for its turn holds up nobody who tells of it", async (t) => {
  const person = await newPerson(environment.url);
  const user_id = String((await person.call("GET", "/v1/me")).body.id);
  const db = openDatabase(environment.databaseUrl, { max: 3, name: "turn" });
  const before = await heldUp(user_id);
  t.after(() => Promise.all([before.end(), db.close()]));
  const id = randomUUID();
  const operation = { id, userId: user_id, name: "create-task", fingerprint: "f" };
  const turn = db.transaction((tx) => beginOperation(tx, operation));
  await eventually(() => isWaiting(db, "turn"));
  await rememberAccepted(db, { id, user_id, command: "create-task", fingerprint: "f" });
  await before.query("commit");
  assert.equal((await turn)?.claimed, true);
  assert.equal((await db.transaction((tx) => beginOperation(tx, operation)))?.claimed, true);
});

test("a command is told of at once, also while it waits for what the person did before", async (t) => {
  const person = await newPerson(environment.url);
  const db = openDatabase(environment.databaseUrl, { max: 1 });
  const before = await heldUp(String((await person.call("GET", "/v1/me")).body.id));
  t.after(() => Promise.all([before.end(), db.close()]));
  const headers = { prefer: "wait=0" };
  const answer = await person.call("POST", "/v1/tasks", { body: { title: "Next" }, headers });
  assert.equal(answer.status, 202);
  const operation = String(answer.headers.get("location"));
  await eventually(() => isWaiting(db, "create-task"), { ms: 60_000, what: "its turn" });
  assert.equal((await person.call("GET", operation)).body.status, "accepted");
  await before.query("commit");
  await eventually(async () => (await person.call("GET", operation)).body.status === "succeeded", {
    ms: 60_000,
  });
});

/** A connection with a transaction that holds the row of a user, as each operation does. */
async function heldUp(userId: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: environment.databaseUrl });
  await client.connect();
  await client.query("begin");
  await client.query("select from users where id = $1 for no key update", [userId]);
  return client;
}

/** Whether a function stands before a lock. */
async function isWaiting(db: ReturnType<typeof openDatabase>, name: string): Promise<boolean> {
  const waiting = "application_name = $1 and wait_event_type = 'Lock'";
  return (await db.query(`select from pg_stat_activity where ${waiting}`, [name])).rowCount === 1;
}
