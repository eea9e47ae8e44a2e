import assert from "node:assert/strict";
import net from "node:net";
import { test } from "node:test";
import { call, newPerson } from "../support/client.ts";
import { environment } from "../support/environment.ts";
import { eventually } from "../support/eventually.ts";

const { url } = environment;

test("the same Idempotency-Key makes one task, and another request under it is refused", async () => {
  const person = await newPerson(url);
  const headers = { "idempotency-key": "k-1" };
  const answers = await Promise.all(
    Array.from({ length: 5 }, () => person.call("POST", "/v1/tasks", { body: { title: "Once" }, headers })),
  );
  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([201]));
  assert.equal(new Set(answers.map(({ body }) => body.id)).size, 1);
  assert.equal((await person.tasks()).length, 1);
  const other = await person.call("POST", "/v1/tasks", { body: { title: "Other" }, headers });
  assert.equal(other.status, 422);
  assert.equal(other.body.code, "idempotency-key-reused");
});

test("a change against an old version is refused with the current task", async () => {
  const person = await newPerson(url);
  const task = await person.create({ title: "One" });
  await person.patch(task, { title: "Two" });
  const stale = await person.patch(task, { title: "Three" });
  assert.equal(stale.status, 412);
  assert.equal(stale.headers.get("content-type"), "application/problem+json");
  assert.equal(stale.body.task.title, "Two");
  const without = await person.call("PATCH", `/v1/tasks/${task.id}`, { body: { title: "Four" } });
  assert.equal(without.status, 428);
  const any = await person.call("PATCH", `/v1/tasks/${task.id}`, {
    body: { title: "Five" },
    headers: { "if-match": "*" },
  });
  assert.equal(any.status, 200);
});

test("a result that is not waited for can be asked about", async () => {
  const person = await newPerson(url);
  const accepted = await person.call("POST", "/v1/tasks", {
    body: { title: "Later" },
    headers: { prefer: "wait=0" },
  });
  assert.equal(accepted.status, 202);
  const location = accepted.headers.get("location") as string;
  const done = await eventually(async () => {
    const { body } = await person.call("GET", location);
    return body.status === "succeeded" ? body : undefined;
  });
  assert.equal(done.task.title, "Later");
});

test("bad input gets a problem that says what is wrong", async () => {
  const person = await newPerson(url);
  const post = (body: unknown) => person.call("POST", "/v1/tasks", { body });
  const cases: [unknown, number, RegExp][] = [
    [{}, 422, /body\.title/],
    [{ title: "   " }, 422, /body\.title/],
    [{ title: "x", colour: "red" }, 422, /colour/],
    [{ title: "x", due: { date: "2026-02-30" } }, 422, /body\.due\.date/],
    [{ title: "x", due: { date: "2026-02-03", time_zone: "Mars/Base" } }, 422, /time_zone/],
    [{ title: "x", reminders: [{ before: "soon" }] }, 422, /reminders/],
    [
      { title: "x", due: { date: "2030-01-01" }, recurrence: { rrule: "FREQ=HOURLY" } },
      422,
      /rrule|HOURLY|hour/i,
    ],
    [{ title: "x", recurrence: { rrule: "FREQ=DAILY" } }, 422, /due date/],
    [{ title: "a\u0000b" }, 422, /not text/],
    [{ title: "x", due: { date: "0001-01-01" } }, 422, /between 1900 and 2200/],
    [{ title: "x", reminders: [{ at: "9999-12-31T23:59:59-12:00" }] }, 422, /reminders/],
    [{ title: "x", reminders: [{ before: "P99999999999D" }] }, 422, /reminders/],
    ["{nonsense", 400, /JSON/],
  ];
  for (const [body, status, detail] of cases) {
    const headers = { "content-type": "application/json" };
    const answer = await person.call("POST", "/v1/tasks", { body, headers });
    assert.equal(answer.status, status, JSON.stringify(body));
    assert.match(`${answer.body.detail} ${JSON.stringify(answer.body.errors)}`, detail);
    assert.ok(answer.body.code);
  }
  assert.equal((await post({ title: "x".repeat(300_000) })).status, 413);
  const quiet = { quiet_hours: { from: "22:00", to: "07:00", until: "08:00" } };
  assert.equal((await person.call("PATCH", "/v1/me", { body: quiet })).status, 422);
  assert.equal((await person.call("GET", "/v1/tasks?sort=colour")).status, 422);
  assert.equal((await person.call("GET", "/v1/tasks?cursor=abc")).status, 422);
  assert.equal((await person.call("GET", "/v1/nothing")).status, 404);
  assert.equal((await call(url, "GET", "/v1/tasks")).status, 401);
  assert.equal((await person.tasks()).length, 0);
});

test("a body that is no JSON, and a method that is not there, are told as such", async () => {
  const person = await newPerson(url);
  for (const type of ["text/plain", "application/x-www-form-urlencoded"]) {
    const options = { body: '{"title":"x"}', headers: { "content-type": type } };
    const { status, body } = await person.call("POST", "/v1/tasks", options);
    assert.deepEqual([status, body.code], [415, "not-json"]);
  }
  const put = await person.call("PUT", "/v1/tasks");
  assert.deepEqual([put.status, put.headers.get("allow")], [405, "GET, POST"]);
  const head = await person.call("HEAD", "/v1/tasks");
  assert.deepEqual([head.status, head.body], [200, ""]);
});

test("many bulk requests at once are all taken", async () => {
  const person = await newPerson(url);
  const operations = [{ op: "create", task: { title: "One of many" } }];
  const headers = { prefer: "wait=30" };
  const answers = await Promise.all(
    Array.from({ length: 30 }, () =>
      person.call("POST", "/v1/tasks/bulk", { body: { operations }, headers }),
    ),
  );
  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]));
});

test("reads carry ETags and answer 304", async () => {
  const person = await newPerson(url);
  const task = await person.create({ title: "Tagged" });
  for (const path of [`/v1/tasks/${task.id}`, "/v1/tasks"]) {
    const first = await person.call("GET", path);
    const etag = first.headers.get("etag") as string;
    const second = await person.call("GET", path, { headers: { "if-none-match": etag } });
    assert.equal(second.status, 304, path);
  }
});

test("a connection that never ends its headers is closed", async (t) => {
  const { hostname, port } = new URL(url);
  const socket = net.connect(Number(port), hostname);
  const sending = setInterval(() => socket.write("X-More: 1\r\n"), 1000);
  t.after(() => {
    clearInterval(sending);
    socket.destroy();
  });
  let isClosed = false;
  let answer = "";
  socket.on("data", (data) => {
    answer += data;
  });
  socket
    .on("error", () => undefined)
    .on("close", () => {
      isClosed = true;
    });
  socket.write("GET /v1/tasks HTTP/1.1\r\nHost: taskwake\r\n");
  await eventually(() => isClosed, { what: "the end of the connection" });
  assert.match(answer, /^HTTP\/1\.1 408 /);
});
