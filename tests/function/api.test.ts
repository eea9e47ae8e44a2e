import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { topics } from "../../functions/_shared/contract/topics.ts";
import { newId } from "../../functions/_shared/domain/ids.ts";
import api from "../../functions/api/index.ts";
import createTask from "../../functions/create-task/index.ts";
import notify from "../../functions/notify/index.ts";
import updateTask from "../../functions/update-task/index.ts";
import { call } from "../support/client.ts";
import { eventually } from "../support/eventually.ts";
import { openWorld, received } from "./support/world.ts";

const world = await openWorld({ env: { MAIL: "on" } });
const { sidecar } = world;
const opened = world.open(api);
const url = await world.serve(opened);
let user = "";
let token = "";

beforeEach(async () => {
  Object.assign(sidecar, { published: [], check: () => undefined });
  user = await world.user();
  token = await world.token(user);
});

const ask = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
  call(url, method, path, { body, headers: { authorization: `Bearer ${token}`, ...headers } });

/** Lets `create-task` handle the command of the api, and delivers the result to the api. */
async function carryOut(): Promise<void> {
  await eventually(() => sidecar.published.length > 0, { what: "the command" });
  const [command] = sidecar.take("create-task");
  await world.open(createTask).on["create-task"](received("create-task", command ?? assert.fail()));
  const [result] = sidecar.take(topics.operationResults);
  await opened.on["operation-results"](received(topics.operationResults, result ?? assert.fail()));
}

test("a command is sent, keyed by its person, and its result is the answer", async () => {
  const answer = ask("POST", "/v1/tasks", { title: "  Buy milk " });
  await carryOut();
  const { status, body, headers } = await answer;
  assert.deepEqual([status, body.title, headers.get("etag")], [201, "Buy milk", '"1"']);
  assert.equal((await ask("GET", `/v1/tasks/${body.id}`)).body.title, "Buy milk");
  const { rows } = await world.db.query("select command, status from operations where user_id = $1", [user]);
  assert.deepEqual(rows, [{ command: "create-task", status: "succeeded" }]);
});

test("a task with long notes travels in its command and in `task-events` alone, and is answered whole", async () => {
  const notes = "n".repeat(3000);
  const answer = ask("POST", "/v1/tasks", { title: "Long", notes });
  await eventually(() => sidecar.published.length > 0, { what: "the command" });
  const [command] = sidecar.take("create-task");
  await world.open(createTask).on["create-task"](received("create-task", command ?? assert.fail()));
  const carrying = sidecar.published.filter(({ event }) => JSON.stringify(event).includes(notes));
  assert.deepEqual(
    carrying.map(({ topic }) => topic),
    [topics.taskEvents],
  );
  const [result] = sidecar.take(topics.operationResults);
  await opened.on["operation-results"](received(topics.operationResults, result ?? assert.fail()));
  const { status, body } = await answer;
  assert.deepEqual([status, body.notes], [201, notes]);
  // A refusal has the task too.
  const stale = ask("PATCH", `/v1/tasks/${body.id}`, { title: "Stale" }, { "if-match": '"7"' });
  await eventually(() => sidecar.published.length > 0, { what: "the command" });
  const [update] = sidecar.take("update-task");
  await world.open(updateTask).on["update-task"](received("update-task", update ?? assert.fail()));
  const [refusal] = sidecar.take(topics.operationResults);
  assert.ok(!JSON.stringify(refusal).includes(notes));
  await opened.on["operation-results"](received(topics.operationResults, refusal ?? assert.fail()));
  const refused = await stale;
  assert.deepEqual([refused.status, refused.body.task?.notes], [412, notes]);
});

test("an upload's event is published at once, by the api itself", async () => {
  const headers = { authorization: `Bearer ${token}`, "content-type": "text/csv" };
  const response = await fetch(`${url}/v1/import`, {
    method: "POST",
    headers,
    body: "TYPE,CONTENT\ntask,One",
  });
  assert.equal(response.status, 202);
  const { import_id } = (await response.json()) as { import_id: string };
  await eventually(() => sidecar.published.length > 0, { what: "the event" });
  const [event] = sidecar.take(topics.importFiles);
  assert.equal(received(topics.importFiles, event ?? assert.fail()).data.import_id, import_id);
});

test("a request that does not want to wait is told where to ask", async () => {
  const { status, headers } = await ask("POST", "/v1/tasks", { title: "Later" }, { prefer: "wait=0" });
  assert.equal(status, 202);
  const location = headers.get("location") ?? "";
  assert.equal((await ask("GET", location)).body.status, "accepted");
  await carryOut();
  assert.equal((await ask("GET", location)).body.status, "succeeded");
});

test("the same key is the same request: done once, answered alike, and refused for another", async () => {
  const key = { "idempotency-key": "one" };
  const first = ask("POST", "/v1/tasks", { title: "Once" }, key);
  await carryOut();
  const { body } = await first;
  const again = await ask("POST", "/v1/tasks", { title: "Once" }, key);
  assert.deepEqual([again.status, again.body.id], [201, body.id]);
  assert.deepEqual(sidecar.published, [], "nothing is sent again");
  const other = await ask("POST", "/v1/tasks", { title: "Another" }, key);
  assert.deepEqual([other.status, other.body.code], [422, "idempotency-key-reused"]);
});

test("while nothing can be published changes are refused, and reading works", async () => {
  sidecar.check = () => {
    throw new Error("the broker is away");
  };
  const { status, body, headers } = await ask("POST", "/v1/tasks", { title: "In vain" });
  assert.deepEqual([status, body.code, headers.get("retry-after")], [503, "unavailable", "2"]);
  assert.equal((await ask("GET", "/v1/tasks")).status, 200);
});

test("what is not valid never becomes a command, and the answer says what is wrong", async () => {
  const { status, headers, body } = await ask("POST", "/v1/tasks", { title: "", odd: 1 });
  assert.deepEqual([status, headers.get("content-type")], [422, "application/problem+json"]);
  assert.ok(body.errors.some(({ path }: { path: string }) => path === "body.title"));
  const unversioned = await ask("PATCH", "/v1/tasks/1", { title: "x" });
  assert.deepEqual([unversioned.status, unversioned.body.code], [428, "version-required"]);
  assert.equal((await ask("POST", "/v1/tasks", "{", { "content-type": "application/json" })).status, 400);
  assert.equal((await ask("PUT", "/v1/tasks")).status, 405);
  assert.equal((await ask("GET", "/v1/nothing")).status, 404);
  assert.deepEqual(sidecar.published, []);
});

test("nobody comes in without a token, and nobody sees another's task", async () => {
  const task = await world.task(user, { title: "Mine" });
  assert.equal((await call(url, "GET", "/v1/tasks")).status, 401);
  token = await world.token(await world.user());
  assert.equal((await ask("GET", `/v1/tasks/${task.id}`)).status, 404);
  assert.deepEqual((await ask("GET", "/v1/tasks")).body.results, []);
});

test("who registers is sent the link that confirms the address, and can log in", async () => {
  const account = { email: "new@example.com", password: "correct horse battery staple" };
  const german = { ...account, language: "de" };
  const { status, body } = await call(url, "POST", "/v1/auth/register", { body: german });
  assert.equal(status, 201);
  token = body.access_token;
  assert.equal((await ask("GET", "/v1/me")).body.email, account.email);
  const [sent] = await eventually(() => {
    const all = sidecar.published.filter(({ topic }) => topic === topics.notifications);
    return all.length > 0 ? all : undefined;
  });
  const event = received(topics.notifications, sent?.event ?? assert.fail());
  assert.equal(event.type, "todo.notification.v1.confirmation");
  assert.deepEqual(Object.keys(event.data), ["kind", "user_id", "notification_id", "requested_at"]);
  const { on, onStop = assert.fail } = world.open(notify);
  await on.notifications(event);
  await eventually(() => sidecar.invoked.length > 0, { what: "the mail" });
  await onStop();
  const [{ data, metadata }] = sidecar.invoked as [(typeof sidecar.invoked)[number]];
  assert.equal(metadata.subject, "Bestätige deine E-Mail-Adresse");
  assert.equal((await ask("PATCH", "/v1/me", { language: "en" })).body.language, "en");
  const [, link = ""] = /token=([\w.-]+)/.exec(String(data)) ?? [];
  assert.equal((await call(url, "POST", "/v1/me/email/confirm", { body: { token: link } })).status, 204);
  assert.equal((await ask("GET", "/v1/me")).body.email_confirmed, true);
  assert.equal((await call(url, "POST", "/v1/auth/login", { body: account })).status, 200);
  const wrong = await call(url, "POST", "/v1/auth/login", { body: { ...account, password: "not that one" } });
  assert.equal(wrong.status, 401);
});

test("it is ready once it has received a result of its own", async () => {
  const fresh = world.open(api);
  const origin = await world.serve(fresh);
  const ready = async () => (await fetch(`${origin}/readyz`)).status;
  fresh.onStart?.();
  assert.equal(await ready(), 503);
  const operation_id = newId();
  const foreign = { operation_id, status: "succeeded" as const, task_data: null, problem: null };
  const [probe] = await eventually(() => (sidecar.published.length > 0 ? sidecar.published : undefined));
  const event = received(topics.operationResults, probe?.event ?? assert.fail());
  await fresh.on["operation-results"]({ ...event, data: foreign });
  assert.equal(await ready(), 503, "another's says nothing");
  await fresh.on["operation-results"](event);
  assert.equal(await ready(), 200);
  await fresh.onStop?.();
});
