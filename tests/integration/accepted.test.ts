import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import { operationIdOf } from "../../functions/_shared/operations/submit.ts";
import { openDatabase } from "../../functions/_shared/store/database.ts";
import { beginOperations, recordAccepted } from "../../functions/_shared/store/operations/operations.ts";
import { newPerson } from "../support/client.ts";
import { environment } from "../support/environment.ts";
import { eventually } from "../support/eventually.ts";
import { connected, holdingUser, isWaiting } from "../support/locks.ts";

const { url, databaseUrl } = environment;

test("what waits for its turn holds up nobody who tells of it", async (t) => {
  const person = await newPerson(url);
  const user_id = String((await person.call("GET", "/v1/me")).body.id);
  const db = openDatabase(databaseUrl, { max: 2, name: "turn" });
  const before = await holdingUser(databaseUrl, user_id);
  t.after(() => Promise.all([before.end(), db.close()]));
  const id = randomUUID();
  const operation = { id, userId: user_id, name: "create-task", fingerprint: "f" };
  const turn = db.transaction((tx) => beginOperations(tx, [operation]));
  await eventually(() => isWaiting(databaseUrl, "turn"));
  await recordAccepted(db, { id, user_id, command: "create-task", fingerprint: "f" });
  await before.query("commit");
  assert.equal((await turn)[0]?.claimed, true);
  assert.equal((await db.transaction((tx) => beginOperations(tx, [operation])))[0]?.claimed, true);
});

test("a command is told of at once, also while it waits for what the person did before", async (t) => {
  const person = await newPerson(url);
  const before = await holdingUser(databaseUrl, String((await person.call("GET", "/v1/me")).body.id));
  t.after(() => before.end());
  const headers = { prefer: "wait=0" };
  const answer = await person.call("POST", "/v1/tasks", { body: { title: "Next" }, headers });
  assert.equal(answer.status, 202);
  const operation = String(answer.headers.get("location"));
  await eventually(() => isWaiting(databaseUrl, "create-task"), { ms: 60_000, what: "its turn" });
  assert.equal((await person.call("GET", operation)).body.status, "accepted");
  await before.query("commit");
  await eventually(async () => (await person.call("GET", operation)).body.status === "succeeded", {
    ms: 60_000,
  });
});

test("a command that cannot be asked about is to be sent again under its key, and done once", async (t) => {
  const person = await newPerson(url);
  const userId = String((await person.call("GET", "/v1/me")).body.id);
  const begun = await connected(databaseUrl);
  t.after(() => begun.end());
  await begun.query("begin");
  await begun.query(
    "insert into operations (id, user_id, command, fingerprint, status) values ($1, $2, '', '', 'accepted')",
    [operationIdOf(userId, "again"), userId],
  );
  const ask = (wait: number) =>
    person.call("POST", "/v1/tasks", {
      body: { title: "Once" },
      headers: { prefer: `wait=${wait}`, "idempotency-key": "again" },
    });
  const first = await ask(0);
  assert.deepEqual([first.status, first.body.code], [503, "unavailable"]);
  await begun.query("rollback");
  const created = async () => (await ask(10)).status === 201;
  await eventually(created, { ms: 60_000, what: "the task" });
  assert.equal((await person.tasks()).length, 1);
});
