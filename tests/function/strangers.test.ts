import assert from "node:assert/strict";
import { once } from "node:events";
import net from "node:net";
import { beforeEach, test } from "node:test";
import api from "../../functions/api/index.ts";
import { call } from "../support/client.ts";
import { openWorld } from "./support/world.ts";

const world = await openWorld();
const url = await world.serve(world.open(api));
const behind = await openWorld({ env: { TRUSTED_PROXIES: "192.0.2.1" } });
const exposed = await behind.serve(behind.open(api));

beforeEach(() => world.db.query("delete from rate_limits"));

const body = { email: "someone@example.com", password: "not the password" };
const login = (headers: Record<string, string> = {}, to = url) =>
  call(to, "POST", "/v1/auth/login", { body, headers });

test("no page of another origin can log somebody in, register or guess", async () => {
  const foreign: Record<string, string>[] = [
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
    { "sec-fetch-site": "same-site", origin: "http://localhost:8080" },
    { origin: "http://evil.example" },
    { origin: "null" },
  ];
  for (const headers of foreign)
    for (const path of ["login", "refresh", "forgot-password"]) {
      const answer = await call(url, "POST", `/v1/auth/${path}`, { body, headers });
      assert.deepEqual(
        [answer.status, answer.body?.code],
        [403, "cross-origin"],
        `${path} ${JSON.stringify(headers)}`,
      );
    }
  const own: Record<string, string>[] = [
    {},
    { "sec-fetch-site": "same-origin", origin: "http://localhost:8080" },
    { "sec-fetch-site": "none" },
    { origin: "http://localhost:8080" },
    { origin: url },
  ];
  for (const headers of own) assert.equal((await login(headers)).body.code, "wrong-credentials");
});

test("only a body whose type is JSON is JSON, whatever the type's parameters say", async () => {
  const send = async (type: string) => {
    const headers = { "content-type": type };
    const response = await fetch(`${url}/v1/auth/login`, {
      method: "POST",
      body: JSON.stringify(body),
      headers,
    });
    return response.status;
  };
  for (const type of [
    "text/plain; x=/json",
    "text/plain;+json",
    "multipart/form-data; a=application/json",
    "x",
  ])
    assert.equal(await send(type), 415, type);
  for (const type of ["application/json", "Application/JSON; charset=utf-8", "application/merge-patch+json"])
    assert.equal(await send(type), 401, type);
});

test("a forwarded address is believed of a known proxy alone, and only what that proxy appended", async () => {
  const tries = async (to: string, headerOf: (n: number) => string) => {
    const codes = [];
    for (let n = 0; n < 11; n += 1) codes.push((await login({ "x-forwarded-for": headerOf(n) }, to)).status);
    return codes.filter((status) => status === 429).length;
  };
  assert.equal(await tries(exposed, (n) => `198.51.100.${n}`), 1, "nobody vouches for it");
  assert.equal(await tries(url, (n) => `198.51.100.${n}`), 0, "the proxy saw eleven");
  await world.db.query("delete from rate_limits");
  assert.equal(
    await tries(url, (n) => `198.51.100.${n}, 203.0.113.7`),
    1,
    "it saw one, which wrote the rest",
  );
  await world.db.query("delete from rate_limits");
  assert.equal(await tries(url, (n) => `2001:db8:0:7::${n + 1}`), 1, "a network has many addresses");
});

test("a large body that does not come keeps out nobody, and is given up", async () => {
  const people = await Promise.all(Array.from({ length: 4 }, () => world.user()));
  const { port, hostname } = new URL(url);
  const silent = async (token: string) => {
    const socket = net.connect(Number(port), hostname);
    socket.on("error", () => undefined);
    await once(socket, "connect");
    const head = ["POST /v1/tasks/bulk HTTP/1.1", "Host: x", `Authorization: Bearer ${token}`];
    const type = ["Content-Type: application/json", "Content-Length: 2000000", "", '{"items":['];
    socket.write([...head, ...type].join("\r\n"));
    return socket;
  };
  const sockets = [];
  for (const id of people.slice(0, 3)) sockets.push(await silent(await world.token(id)));
  const closed = Promise.all(sockets.map((socket) => once(socket, "close")));
  const token = await world.token(people[3] as string);
  const large = { items: [{ op: "update", id: 1, patch: { notes: "n".repeat(1_200_000) } }] };
  const begun = Date.now();
  const answer = await call(url, "POST", "/v1/tasks/bulk", {
    ...{ body: large, headers: { authorization: `Bearer ${token}` } },
  });
  assert.ok(answer.status < 500 && answer.status !== 429, `${answer.status}`);
  assert.ok(Date.now() - begun < 4000, `after ${Date.now() - begun} ms`);
  await closed;
});
