import assert from "node:assert/strict";
import { once } from "node:events";
import http from "node:http";
import net from "node:net";
import { before, test } from "node:test";
import { pageBytes } from "../../functions/_shared/store/pages.ts";
import api from "../../functions/api/index.ts";
import { call } from "../support/client.ts";
import { eventually } from "../support/eventually.ts";
import { openWorld } from "./support/world.ts";

const world = await openWorld({ env: { PERSON_LIMIT_FACTOR: "0.1" } });
const url = await world.serve(world.open(api));
const notes = "n".repeat(50_000);
const tasks = 60;
let user = "";
let token = "";

before(async () => {
  user = await world.user();
  token = await world.token(user);
  await world.db.query(
    `insert into tasks (user_id, title, notes, seq, created_at, updated_at)
     select $1, 'T' || n, $2, n, now(), now() from generate_series(1, $3) n`,
    [user, notes, tasks],
  );
  await world.db.query(
    `insert into audit (event_id, user_id, task_id, version, seq, action, actor, task_data, at)
     select gen_random_uuid(), user_id, id, 1, seq, 'created', 'person', jsonb_build_object('title', title, 'notes', notes), now()
     from tasks where user_id = $1`,
    [user],
  );
  await world.db.query("update users set seq = $2 where id = $1", [user, tasks]);
});

const get = (path: string) => call(url, "GET", path, { headers: { authorization: `Bearer ${token}` } });

/** All pages of a list, each within its bytes; `next` is the query of the page after. */
async function walk(path: string, next: (body: Record<string, unknown>) => string | null) {
  const all: Record<string, unknown>[] = [];
  let pages = 0;
  for (let query: string | null = ""; query !== null; pages += 1) {
    const { status, body } = await get(`${path}${query}`);
    assert.equal(status, 200, JSON.stringify(body).slice(0, 300));
    assert.ok(JSON.stringify(body).length < pageBytes + 2 * notes.length, `${path} ends by bytes`);
    all.push(...body.results);
    query = next(body);
  }
  return { all, pages };
}

test("every page ends by its bytes as well as by its rows, and none is left out", async () => {
  const cursor = ({ next_cursor }: Record<string, unknown>) => next_cursor && `&cursor=${next_cursor}`;
  for (const path of ["/v1/tasks?limit=200", "/v1/tasks?limit=200&sort=-title", "/v1/tasks?limit=200&q=T"]) {
    const { all, pages } = await walk(path, (body) => cursor(body) as string | null);
    assert.equal(new Set(all.map(({ id }) => id)).size, tasks, path);
    assert.equal(pages, 3);
  }
  const changes = await walk("/v1/changes?limit=1000", ({ has_more, next_cursor }) =>
    has_more ? `&since=${next_cursor}` : null,
  );
  assert.equal(new Set(changes.all.map(({ id }) => id)).size, tasks);
  const trail = await walk("/v1/audit?limit=200", (body) => cursor(body) as string | null);
  assert.equal(new Set(trail.all.map(({ task_id }) => task_id)).size, tasks);
});

test("an export is complete, one at a time for a person, and waits for its reader", async () => {
  const socket = net.connect(Number(new URL(url).port), "127.0.0.1");
  socket.write(`GET /v1/export HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n\r\n`);
  // A part of it is read, and then nothing more.
  await new Promise((resolve) => socket.once("data", resolve));
  socket.pause();
  const busy = await get("/v1/export");
  assert.deepEqual([busy.status, busy.body.code], [429, "too-many-requests"]);
  socket.destroy();
  const { body } = await eventually(async () => {
    const answer = await get("/v1/export");
    return answer.status === 200 ? answer : undefined;
  });
  assert.equal(body.tasks.length, tasks);
  assert.equal(body.audit.length, tasks);
});

test("those who do not read their export hold up nobody else's", async () => {
  const sockets: net.Socket[] = [];
  for (let n = 0; n < 9; n += 1) {
    const other = await world.user();
    // More than the buffers of a connection hold.
    await world.db.query(
      `insert into audit (event_id, user_id, task_id, version, seq, action, actor, task_data, at)
       select gen_random_uuid(), $1, n, 1, n, 'created', 'person', jsonb_build_object('notes', $2::text), now()
       from generate_series(1, 400) n`,
      [other, " ".repeat(50_000)],
    );
    const socket = net.connect(Number(new URL(url).port), "127.0.0.1");
    const authorization = `Bearer ${await world.token(other)}`;
    socket.write(`GET /v1/export HTTP/1.1\r\nHost: x\r\nAuthorization: ${authorization}\r\n\r\n`);
    await once(socket, "readable");
    sockets.push(socket);
  }
  const authorization = `Bearer ${await world.token(await world.user())}`;
  const own = await call(url, "GET", "/v1/export", { headers: { authorization } });
  assert.equal(own.status, 200);
  for (const socket of sockets) socket.destroy();
});

test("a person has few answers in memory at a time; other requests wait, and the rest is refused", async () => {
  const agent = new http.Agent({ maxSockets: 200 });
  const statuses: number[] = [];
  const ask = () =>
    new Promise<http.IncomingMessage>((resolve, reject) =>
      http
        .get(`${url}/v1/me`, { agent, headers: { authorization: `Bearer ${token}` } }, (response) => {
          statuses.push(response.statusCode as number);
          resolve(response.resume());
        })
        .on("error", reject),
    );
  await Promise.all(Array.from({ length: 110 }, ask));
  agent.destroy();
  assert.ok(statuses.includes(200));
  assert.ok(statuses.every((status) => status === 200 || status === 429));
});

test("what a person reads within a minute is bounded by bytes, and holds up nobody else", async () => {
  const answers = [];
  for (let i = 0; i < 60 && answers.at(-1) !== 429; i++)
    answers.push((await get("/v1/tasks?limit=200")).status);
  assert.deepEqual([answers[0], answers.at(-1)], [200, 429]);
  const other = await world.token(await world.user());
  const { status } = await call(url, "GET", "/v1/me", { headers: { authorization: `Bearer ${other}` } });
  assert.equal(status, 200);
});
