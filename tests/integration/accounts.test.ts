import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, test } from "node:test";
import { generateKeyPair, SignJWT } from "jose";
import { openDatabase } from "../../functions/_shared/store/database.ts";
import { call, cookieOf, newPerson } from "../support/client.ts";
import { environment } from "../support/environment.ts";
import { eventually } from "../support/eventually.ts";
import { tick } from "../support/tick.ts";

const { url } = environment;
const db = openDatabase(environment.databaseUrl, { max: 2 });
after(() => db.close());

test("logging in takes the right password, and says no more when it is wrong", async () => {
  const person = await newPerson(url);
  const login = (email: string, password: string) =>
    call(url, "POST", "/v1/auth/login", { body: { email, password } });
  assert.equal((await login(person.email.toUpperCase(), person.password)).status, 200);
  const wrong = await login(person.email, "wrong password");
  const nobody = await login("nobody@example.com", "wrong password");
  assert.equal(wrong.status, 401);
  assert.deepEqual(wrong.body, nobody.body);
  const again = await call(url, "POST", "/v1/auth/register", {
    body: { email: person.email, password: "long enough now" },
  });
  assert.equal(again.status, 409);
});

test("too many attempts at one account are held up", async () => {
  const person = await newPerson(url);
  const statuses = [];
  for (let attempt = 0; attempt < 12; attempt += 1) {
    const answer = await call(url, "POST", "/v1/auth/login", {
      body: { email: person.email, password: "guess" },
    });
    statuses.push(answer.status);
    if (answer.status === 429) assert.ok(Number(answer.headers.get("retry-after")) > 0);
  }
  assert.deepEqual(statuses.slice(0, 10), Array(10).fill(401));
  assert.deepEqual(statuses.slice(10), [429, 429]);
});

test("a session is refreshed by rotation, and ends when an old token is used again", async () => {
  const person = await newPerson(url);
  const refresh = (cookie: string) => call(url, "POST", "/v1/auth/refresh", { headers: { cookie } });
  const first = await refresh(person.cookie);
  assert.equal(first.status, 200);
  const cookie = cookieOf(first.headers);
  assert.notEqual(cookie, person.cookie);
  assert.match(first.headers.get("set-cookie") ?? "", /HttpOnly; SameSite=Strict/);
  // Two tabs at once: both get a session within the grace period.
  assert.equal((await refresh(person.cookie)).status, 200);
  await rewind(person.cookie);
  assert.equal((await refresh(person.cookie)).status, 401);
  assert.equal((await refresh(cookie)).status, 401, "the whole session has ended");
});

test("a new password ends all other sessions, and takes the place of the old one", async () => {
  const person = await newPerson(url);
  const { email, password } = person;
  const login = (with_: string) => call(url, "POST", "/v1/auth/login", { body: { email, password: with_ } });
  const refresh = (cookie: string) => call(url, "POST", "/v1/auth/refresh", { headers: { cookie } });
  const other = cookieOf((await login(password)).headers);
  const change = (current: string, fresh: string) =>
    person.call("POST", "/v1/me/password", { body: { current, new: fresh } });
  const wrong = await change("not the password", "another good password");
  assert.deepEqual([wrong.status, wrong.body.code], [403, "wrong-password"]);
  assert.equal((await change(password, "short")).status, 422);
  assert.equal((await refresh(other)).status, 200, "nothing has happened yet");
  const changed = await change(password, "another good password");
  assert.equal(changed.status, 200);
  assert.ok(changed.body.access_token);
  for (const cookie of [other, person.cookie]) assert.equal((await refresh(cookie)).status, 401);
  assert.equal((await refresh(cookieOf(changed.headers))).status, 200);
  assert.equal((await login(password)).status, 401);
  assert.equal((await login("another good password")).status, 200);
});

test("guessing at the current password is held up like guessing at the log-in", async () => {
  const person = await newPerson(url);
  const statuses = [];
  for (let attempt = 0; attempt < 11; attempt += 1) {
    const body = { current: "guess", new: "long enough now" };
    statuses.push((await person.call("POST", "/v1/me/password", { body })).status);
  }
  assert.deepEqual(statuses, [...Array(10).fill(403), 429]);
});

test("all sessions can be ended at once", async () => {
  const person = await newPerson(url);
  const { email, password } = person;
  const login = await call(url, "POST", "/v1/auth/login", { body: { email, password } });
  assert.equal((await person.call("DELETE", "/v1/sessions")).status, 204);
  for (const cookie of [person.cookie, cookieOf(login.headers)])
    assert.equal((await call(url, "POST", "/v1/auth/refresh", { headers: { cookie } })).status, 401);
});

test("logging out ends the session", async () => {
  const person = await newPerson(url);
  await call(url, "POST", "/v1/auth/logout", { headers: { cookie: person.cookie } });
  assert.equal(
    (await call(url, "POST", "/v1/auth/refresh", { headers: { cookie: person.cookie } })).status,
    401,
  );
});

test("tokens of another key, algorithm, audience or time are refused", async () => {
  const person = await newPerson(url);
  const { privateKey } = await generateKeyPair("EdDSA", { crv: "Ed25519" });
  const [, payload = ""] = person.token.split(".");
  const { sub, iss } = JSON.parse(Buffer.from(payload, "base64url").toString());
  const forge = (audience: string) =>
    new SignJWT({})
      .setProtectedHeader({ alg: "EdDSA", typ: "at+jwt" })
      .setIssuer(iss)
      .setSubject(sub)
      .setAudience(audience)
      .setExpirationTime("5m")
      .sign(privateKey);
  const none = `${Buffer.from('{"alg":"none","typ":"at+jwt"}').toString("base64url")}.${payload}.`;
  const [head, body, signature = ""] = person.token.split(".");
  const changed = `${head}.${body}.${signature.startsWith("A") ? "B" : "A"}${signature.slice(1)}`;
  for (const token of [await forge("taskwake"), none, changed, "x.y.z"]) {
    const answer = await call(url, "GET", "/v1/me", { headers: { authorization: `Bearer ${token}` } });
    assert.equal(answer.status, 401);
  }
});

test("nothing of one person is visible to another", async () => {
  const [mine, theirs] = [await newPerson(url), await newPerson(url)];
  const secret = await mine.create({
    title: "Secret zebra",
    tags: ["secret"],
    reminders: [{ at: "2031-01-01T00:00:00Z" }],
  });
  const operation = (await mine.patch(secret, { notes: "zebra" })).headers.get("operation-id");
  const task = `/v1/tasks/${secret.id}`;
  const any = { headers: { "if-match": "*" } };
  const attempts: [string, string, object][] = [
    ["GET", task, {}],
    ["GET", `${task}/reminders`, {}],
    ["PATCH", task, { ...any, body: { title: "Stolen" } }],
    ["DELETE", task, any],
    ["POST", `${task}/complete`, any],
    ["POST", `${task}/restore`, any],
    ["GET", `/v1/operations/${operation}`, {}],
    ["POST", `/v1/operations/${operation}/undo`, {}],
  ];
  for (const [method, path, options] of attempts)
    assert.equal((await theirs.call(method, path, options)).status, 404, `${method} ${path}`);
  for (const path of [
    "/v1/tasks",
    "/v1/tasks?q=zebra",
    "/v1/tasks?trash=true",
    "/v1/changes",
    "/v1/audit",
    `${task}/history`,
    "/v1/notifications",
    "/v1/export?format=json",
  ]) {
    const { body } = await theirs.call("GET", path);
    assert.ok(!JSON.stringify(body).includes("zebra"), path);
  }
  await mine.create({ title: "Second zebra" });
  const cursor = (await mine.call("GET", "/v1/tasks?limit=1")).body.next_cursor;
  assert.deepEqual((await theirs.call("GET", `/v1/tasks?cursor=${cursor}`)).body.results, []);
  assert.equal((await mine.call("GET", task)).body.title, "Secret zebra");
});

test("two devices that change different settings at once both have their way", async () => {
  const person = await newPerson(url);
  for (let hour = 1; hour <= 8; hour += 1) {
    const time = `${String(hour).padStart(2, "0")}:00`;
    const changes = [
      { notifications: { digest_hour: hour } },
      { notifications: { digest: hour % 2 === 0 } },
      { quiet_hours: { from: time, to: "12:00" } },
      { name: `Name ${hour}` },
    ];
    await Promise.all(changes.map((body) => person.call("PATCH", "/v1/me", { body })));
    const { notifications, quiet_hours, name } = (await person.call("GET", "/v1/me")).body;
    assert.deepEqual(
      [notifications.digest_hour, notifications.digest, quiet_hours?.from, name],
      [hour, hour % 2 === 0, time, `Name ${hour}`],
    );
  }
});

test("the same Idempotency-Key of two people is two requests", async () => {
  const [one, two] = [await newPerson(url), await newPerson(url)];
  const headers = { "idempotency-key": "shared" };
  const a = await one.call("POST", "/v1/tasks", { body: { title: "One" }, headers });
  const b = await two.call("POST", "/v1/tasks", { body: { title: "Two" }, headers });
  assert.equal(a.body.title, "One");
  assert.equal(b.body.title, "Two");
});

test("a name that cannot be stored is refused", async () => {
  const person = await newPerson(url);
  for (const name of ["a\0b", "half \ud800"]) {
    assert.equal((await person.call("PATCH", "/v1/me", { body: { name } })).status, 422);
    const body = { email: `x${person.email}`, password: person.password, name };
    assert.equal((await call(url, "POST", "/v1/auth/register", { body })).status, 422);
  }
});

test("erasing an account erases what was in it", async () => {
  const person = await newPerson(url);
  const { id } = (await person.call("GET", "/v1/me")).body;
  const task = await person.create({ title: "Gone soon", reminders: [{ at: "2031-01-01T00:00:00Z" }] });
  await eventually(async () => (await kept("audit", id)) > 0);
  assert.equal(await kept("operations", id), 1);
  const { password } = person;
  assert.equal((await person.call("DELETE", "/v1/me")).status, 403);
  assert.equal((await person.call("DELETE", "/v1/me", { body: { password } })).status, 202);
  assert.equal((await person.call("GET", "/v1/me")).status, 401);
  await db.query("update users set erase_at = now() where id = $1", [id]);
  await tick();
  await eventually(async () => (await kept("tasks", id)) === 0);
  for (const table of ["tasks", "reminders", "audit", "operations", "refresh_tokens", "dead_letters"])
    assert.equal(await kept(table, id), 0, table);
  assert.equal((await person.call("GET", "/v1/me")).status, 401);
  assert.equal((await person.call("GET", `/v1/tasks/${task.id}`)).status, 401);
  const again = await call(url, "POST", "/v1/auth/login", {
    body: { email: person.email, password: person.password },
  });
  assert.equal(again.status, 401);
});

test("a push endpoint that is no push service's is refused", async () => {
  const person = await newPerson(url);
  const keys = {
    p256dh: Buffer.alloc(65, 4).toString("base64url"),
    auth: Buffer.alloc(16).toString("base64url"),
  };
  for (const endpoint of [
    "http://169.254.169.254/latest",
    "http://localhost:5432/",
    "https://evil.example/fcm.googleapis.com",
  ]) {
    const answer = await person.call("POST", "/v1/push-subscriptions", { body: { endpoint, keys } });
    assert.equal(answer.status, 422, endpoint);
  }
});

/** Number of rows in a table that belong to a user. */
async function kept(table: string, userId: string): Promise<number> {
  const { rows } = await db.query(`select count(*) from ${table} where user_id::text = $1`, [userId]);
  return rows[0].count;
}

/** Moves the rotation of a token back beyond the grace period. */
async function rewind(cookie: string): Promise<void> {
  const hash = createHash("sha256")
    .update(cookie.split("=")[1] as string)
    .digest();
  await db.query("update refresh_tokens set rotated_at = now() - interval '1 minute' where token_hash = $1", [
    hash,
  ]);
}
