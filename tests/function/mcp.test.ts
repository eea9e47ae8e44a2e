import assert from "node:assert/strict";
import http from "node:http";
import { test } from "node:test";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { tools } from "../../functions/_shared/assistant/index.ts";
import { problem } from "../../functions/_shared/contract/problems.ts";
import { topics } from "../../functions/_shared/contract/topics.ts";
import { newId } from "../../functions/_shared/domain/ids.ts";
import { type Scope, scopes } from "../../functions/_shared/domain/scopes.ts";
import type { Access } from "../../functions/_shared/platform/access.ts";
import type { Deps } from "../../functions/_shared/platform/deps.ts";
import api from "../../functions/api/index.ts";
import { openEntry } from "../../functions/mcp/entry.ts";
import { openPeople } from "../../functions/mcp/people.ts";
import { serverFor } from "../../functions/mcp/server.ts";
import updateTask from "../../functions/update-task/index.ts";
import { eventually } from "../support/eventually.ts";
import { commandOf, openWorld, received } from "./support/world.ts";

const world = await openWorld();
// Tokens are valid for 15 minutes of the real clock.
world.at(new Date().toISOString());
const apiUrl = await world.serve(world.open(api));
const known = new Map<string, Access>();
const deps = {
  ...{ db: world.db, now: world.now, newId, config: { PUBLIC_URL: "http://127.0.0.1:8080" } },
  sidecar: {
    // Reads of the real api; what it does with the headers of its callers is tested on the running system.
    async invoke(
      _app: string,
      { method, path, headers = {}, body }: Parameters<Deps["sidecar"]["invoke"]>[1],
    ) {
      const token = await world.token(String(headers["taskwake-user"]));
      const response = await fetch(apiUrl + path, {
        method,
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      return { status: response.status, headers: response.headers, body: await response.json() };
    },
  },
} as unknown as Deps;
const people = openPeople(deps);
const entry = openEntry({
  publicUrl: "http://127.0.0.1:8080",
  async access(token) {
    const access = known.get(token);
    if (!access) throw problem("unauthenticated");
    return access;
  },
  rateFactor: 1,
  serverFor: (access) => serverFor(deps, access),
  busOf: people.busOf,
});
const url = await world.serve({
  async answer(request, response) {
    if (await entry.admit(request, response)) await entry.serve(request, response);
  },
});

/** A token of a user with these scopes. */
function tokenOf(userId: string, allowed: readonly Scope[] = scopes): string {
  const token = newId();
  const expiresAt = Math.floor(Date.now() / 1000) + 900;
  known.set(token, {
    userId,
    tokenId: newId(),
    clientId: "test",
    clientName: "Test",
    scopes: [...allowed],
    expiresAt,
  });
  return token;
}

const eras = { modern: "auto", legacy: "legacy" } as const;

async function connect(token: string, era: keyof typeof eras = "modern"): Promise<Client> {
  const client = new Client({ name: "test", version: "1" }, { versionNegotiation: { mode: eras[era] } });
  const requestInit = { headers: { authorization: `Bearer ${token}` } };
  await client.connect(new StreamableHTTPClientTransport(new URL(`${url}/mcp`), { requestInit }));
  return client;
}

/** A request by hand; returns the status, the headers and the parsed body. */
function send({
  method = "POST",
  path = "/mcp",
  headers = {},
  body = "",
}: {
  method?: string;
  path?: string;
  headers?: Record<string, string>;
  body?: string;
}): Promise<{ status: number; headers: http.IncomingHttpHeaders; body: string }> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const request = http.request({ hostname, port, path, method, headers, agent: false }, (response) => {
      let text = "";
      response.on("data", (chunk) => {
        text += chunk;
      });
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
      );
    });
    request.on("error", reject);
    request.end(body);
  });
}

const json = { "content-type": "application/json", accept: "application/json, text/event-stream" };
const calling = (name: string, args: object = {}) =>
  JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params: { name, arguments: args } });

test("both eras list the same tools, in the order of the registry, each time", async () => {
  const token = tokenOf(await world.user());
  const lists = [];
  for (const era of ["modern", "legacy", "modern"] as const) {
    const client = await connect(token, era);
    assert.equal(client.getProtocolEra(), era);
    lists.push(
      (await client.listTools()).tools.map(({ name, inputSchema, annotations }) => ({
        name,
        inputSchema,
        annotations,
      })),
    );
    await client.close();
  }
  const expected = tools.map(({ name, inputSchema, annotations }) => ({ name, inputSchema, annotations }));
  for (const list of lists) assert.deepEqual(list, JSON.parse(JSON.stringify(expected)));
});

test("a token sees the tools of its scopes only", async () => {
  const user = await world.user();
  for (const allowed of [["tasks:read"], ["tasks:add"], ["tasks:read", "tasks:write"]] as Scope[][]) {
    const client = await connect(tokenOf(user, allowed));
    const names = (await client.listTools()).tools.map(({ name }) => name);
    assert.deepEqual(
      names,
      tools.filter(({ scope }) => allowed.includes(scope)).map(({ name }) => name),
    );
    await client.close();
  }
});

test("without a token, or with an unknown one, the answer says where to get one", async () => {
  const none = await send({ headers: json, body: calling("summary") });
  assert.equal(none.status, 401);
  assert.equal(
    none.headers["www-authenticate"],
    'Bearer scope="tasks:read", resource_metadata="http://127.0.0.1:8080/.well-known/oauth-protected-resource/mcp"',
  );
  const wrong = await send({
    headers: { ...json, authorization: "Bearer sk-123" },
    body: calling("summary"),
  });
  assert.equal(wrong.status, 401);
  assert.match(String(wrong.headers["www-authenticate"]), /^Bearer error="invalid_token", /);
});

test("the metadata of the protected resource is at both of its addresses, for anybody", async () => {
  for (const path of ["/.well-known/oauth-protected-resource", "/.well-known/oauth-protected-resource/mcp"]) {
    const { status, body, headers } = await send({ method: "GET", path });
    assert.equal(status, 200);
    assert.equal(headers["access-control-allow-origin"], "*");
    const { resource, authorization_servers, scopes_supported } = JSON.parse(body);
    assert.deepEqual(
      [resource, authorization_servers, scopes_supported],
      ["http://127.0.0.1:8080/mcp", ["http://127.0.0.1:8080"], ["tasks:read"]],
    );
  }
});

test("a call without its scopes is refused before it runs, with all scopes that it needs", async () => {
  const token = tokenOf(await world.user(), ["tasks:read"]);
  const headers = { ...json, authorization: `Bearer ${token}` };
  const refused: [string, string][] = [
    [calling("delete_task", { task_id: 1, version: 1 }), "tasks:delete"],
    [
      calling("propose_changes", { items: [{ op: "delete" }, { op: "create" }] }),
      "tasks:write tasks:delete tasks:add",
    ],
    [`[${calling("summary")}, ${calling("create_task")}]`, "tasks:read tasks:add"],
  ];
  for (const [body, scope] of refused) {
    const answer = await send({ headers, body });
    assert.equal(answer.status, 403);
    const challenge = String(answer.headers["www-authenticate"]);
    assert.ok(
      challenge.startsWith(`Bearer error="insufficient_scope", scope="${scope}", resource_metadata=`),
      challenge,
    );
  }
  const adding = tokenOf(await world.user(), ["tasks:add"]);
  const reading = JSON.stringify({
    jsonrpc: "2.0",
    id: 1,
    method: "resources/read",
    params: { uri: "taskwake://tasks/1" },
  });
  assert.equal(
    (await send({ headers: { ...json, authorization: `Bearer ${adding}` }, body: reading })).status,
    403,
  );
});

test("another host, another origin, a large body, another type and broken JSON are refused", async () => {
  const authorization = `Bearer ${tokenOf(await world.user())}`;
  const headers = { ...json, authorization };
  const body = calling("summary");
  const statuses = [
    await send({ headers: { ...headers, host: "evil.example" }, body }),
    await send({ headers: { ...headers, origin: "https://evil.example" }, body }),
    await send({ headers: { ...headers, origin: "null" }, body }),
    await send({ headers, body: calling("search_tasks", { query: "x".repeat(300_000) }) }),
    await send({ headers: { ...headers, "content-type": "text/plain" }, body }),
    await send({ headers, body: "{" }),
    await send({ method: "GET", headers }),
    await send({ method: "DELETE", headers }),
    await send({ path: "/mcp/other", headers, body }),
  ].map(({ status }) => status);
  assert.deepEqual(statuses, [403, 403, 403, 413, 415, 400, 405, 405, 404]);
});

test("too many requests of one token wait; another token does not", async () => {
  const user = await world.user();
  const flood = { ...json, authorization: `Bearer ${tokenOf(user)}` };
  const ping = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "ping" });
  const answers = [];
  for (let n = 0; n < 310; n += 1) answers.push(await send({ headers: flood, body: ping }));
  const late = answers.filter(({ status }) => status === 429);
  assert.equal(late.length, 10);
  assert.match(String(late[0]?.headers["retry-after"]), /^\d+$/);
  assert.equal(
    (await send({ headers: { ...json, authorization: `Bearer ${tokenOf(user)}` }, body: ping })).status,
    200,
  );
});

interface Result {
  // biome-ignore lint/suspicious/noExplicitAny: a test states the shape it expects
  structuredContent: any;
  isError?: boolean;
}

test("reading tools, resources, prompts and completion answer in both eras, with the person's tasks only", async () => {
  const [anna, ben] = [await world.user({ time_zone: "Europe/Berlin" }), await world.user()];
  const mine = await world.task(anna, { title: "Anna's", notes: "hers" });
  const other = await world.task(ben, { title: "Ben's" });
  for (const era of ["modern", "legacy"] as const) {
    const client = await connect(tokenOf(anna), era);
    const call = async (name: string, args: object) =>
      (await client.callTool({ name, arguments: { ...args } })) as Result;
    const list = (await call("list_tasks", { view: "all" })).structuredContent;
    assert.deepEqual([list.total, list.tasks[0].title], [1, "Anna's"]);
    assert.equal((await call("get_task", { task_id: mine.id })).structuredContent.task.notes, "hers");
    assert.equal((await call("get_task", { task_id: other.id })).isError, true);
    assert.equal((await call("summary", {})).structuredContent.time_zone, "Europe/Berlin");
    const unknown = await call("list_tasks", { view: "all", user_id: ben });
    assert.equal(unknown.isError, true);
    const { resources } = await client.listResources();
    assert.deepEqual(
      resources.map(({ uri }) => uri),
      ["taskwake://views/today", "taskwake://views/overdue", "taskwake://views/upcoming"],
    );
    const [content] = (await client.readResource({ uri: `taskwake://tasks/${mine.id}` })).contents;
    assert.match((content as { text: string }).text, /"hers"/);
    await assert.rejects(client.readResource({ uri: `taskwake://tasks/${other.id}` }), { code: -32602 });
    const { prompts } = await client.listPrompts();
    assert.deepEqual(
      prompts.map(({ name }) => name),
      ["plan-my-day", "weekly-review"],
    );
    const prompt = await client.getPrompt({ name: "plan-my-day", arguments: { day: "tomorrow" } });
    assert.match(JSON.stringify(prompt.messages), /tomorrow/);
    const days = await client.complete({
      ref: { type: "ref/prompt", name: "plan-my-day" },
      argument: { name: "day", value: "tom" },
    });
    assert.deepEqual(days.completion.values, ["tomorrow"]);
    const ids = await client.complete({
      ref: { type: "ref/resource", uri: "taskwake://tasks/{id}" },
      argument: { name: "id", value: "Anna" },
    });
    assert.deepEqual(ids.completion.values, [String(mine.id)]);
    await client.close();
  }
});

test("a call reports its progress when asked", async () => {
  const client = await connect(tokenOf(await world.user()));
  const seen: number[] = [];
  const onprogress = ({ progress }: { progress: number }) => seen.push(progress);
  await client.callTool({ name: "summary", arguments: {} }, { onprogress });
  assert.deepEqual(seen, [1, 2, 3, 4, 5]);
  await client.close();
});

/** Subscribes to URIs and collects those that were told. */
async function watching(token: string, uris: string[]) {
  const client = await connect(token);
  const seen: string[] = [];
  client.setNotificationHandler(
    "notifications/resources/updated",
    ({ params }) => void seen.push(params.uri),
  );
  const subscription = await client.listen({ resourceSubscriptions: uris });
  return { client, seen, subscription };
}

const views = ["today", "overdue", "upcoming"].map((view) => `taskwake://views/${view}`);

test("a change is told to the person's own subscriptions, for what they named", async () => {
  const [anna, ben] = [await world.user(), await world.user()];
  const task = await world.task(anna, { title: "A" });
  const uri = `taskwake://tasks/${task.id}`;
  const mine = await watching(tokenOf(anna), [uri, "taskwake://views/today"]);
  const other = await watching(tokenOf(ben), [uri, ...views]);
  const command = commandOf(world, "update-task", anna, {
    task_id: task.id,
    version: 1,
    patch: { title: "B" },
  });
  world.sidecar.published = [];
  await world.open(updateTask).on["update-task"](command);
  const [event] = world.sidecar.take(topics.taskUpdates);
  people.receive(received(topics.taskUpdates, event ?? assert.fail()).data);
  await eventually(() => mine.seen.length >= 2);
  assert.deepEqual(mine.seen, [uri, "taskwake://views/today"]);
  assert.deepEqual(other.seen, []);
  await Promise.all([mine, other].map(({ client }) => client.close()));
});

test("that a task became due is told at its time, and that a day ended makes what was due overdue", async () => {
  const user = await world.user();
  const soon = new Date(world.now().getTime() + 60_000);
  const time = soon.toISOString().slice(11, 16);
  const task = await world.task(user, {
    title: "Soon",
    due: { date: soon.toISOString().slice(0, 10), time },
  });
  const uri = `taskwake://tasks/${task.id}`;
  const { client, seen } = await watching(tokenOf(user), [uri, ...views]);
  await eventually(async () => (await world.db.query("select 1")).rows.length);
  assert.deepEqual(seen, []);
  world.pass({ minutes: 2 });
  people.receive({ user_id: user, task_id: task.id } as never);
  await eventually(() => seen.filter((each) => each === uri).length >= 2);
  const before = seen.filter((each) => each === uri).length;
  world.pass({ days: 1 });
  people.receive({ user_id: user, task_id: 0 } as never);
  await eventually(() => seen.filter((each) => each === uri).length > before);
  await client.close();
  world.at(new Date().toISOString());
});

test("a person has at most ten subscriptions, and each ends gracefully when the replica drains", async () => {
  const user = await world.user();
  const token = tokenOf(user);
  const open = await Promise.all(Array.from({ length: 10 }, () => watching(token, views)));
  await assert.rejects(watching(token, views), /limit/);
  const other = await watching(tokenOf(await world.user()), views);
  const ended = Promise.all([...open, other].map(({ subscription }) => subscription.closed));
  await entry.closeStreams();
  await ended;
  await Promise.all([...open, other].map(({ client }) => client.close()));
});
