import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:https";
import type { AddressInfo, LookupFunction } from "node:net";
import { after, beforeEach, test } from "node:test";
import fc from "fast-check";
import { decodeJwt } from "jose";
import selfsigned from "selfsigned";
import { openAccess } from "../../functions/_shared/platform/access.ts";
import { endAllSessions } from "../../functions/_shared/store/accounts/sessions.ts";
import { eraseUser } from "../../functions/_shared/store/accounts/users.ts";
import { cleanUp } from "../../functions/_shared/store/clean-up.ts";
import { isPublic, openDocuments } from "../../functions/api/access/metadata-document.ts";
import { isRedirectUri } from "../../functions/api/access/redirects.ts";
import api from "../../functions/api/index.ts";
import { call } from "../support/client.ts";
import { openWorld } from "./support/world.ts";

const home = "http://localhost:8080";
const world = await openWorld({ env: { PUBLIC_URL: home, RATE_LIMIT_FACTOR: "1000" } });
const url = await world.serve(world.open(api));
const verify = openAccess({ PUBLIC_URL: home, JWT_JWK: world.signingKey }, world.db, world.now);
const redirect = "http://127.0.0.1:7777/callback";
let user = "";
let token = "";

beforeEach(async () => {
  user = await world.user();
  token = await world.token(user);
});

const ask = (method: string, path: string, body?: unknown, bearer = token) =>
  call(url, method, path, { body, headers: { authorization: `Bearer ${bearer}` } });

const post = (path: string, fields: Record<string, string>) =>
  call(url, "POST", path, {
    body: new URLSearchParams(fields).toString(),
    headers: { "content-type": "application/x-www-form-urlencoded" },
  });

/** A client that registered itself, with its own PKCE. */
async function newClient(redirect_uris = [redirect]) {
  const { status, body } = await call(url, "POST", "/oauth/register", {
    body: { client_name: "Planner", redirect_uris, grant_types: ["authorization_code"] },
  });
  assert.equal(status, 201);
  const verifier = randomBytes(32).toString("base64url");
  const challenge = createHash("sha256").update(verifier).digest("base64url");
  return { id: body.client_id as string, verifier, challenge };
}
type Client = Awaited<ReturnType<typeof newClient>>;

const parameters = ({ id, challenge }: Client, more: Record<string, string> = {}) => ({
  ...{
    response_type: "code",
    client_id: id,
    redirect_uri: redirect,
    state: "s",
    scope: "tasks:read tasks:write",
  },
  ...{ code_challenge: challenge, code_challenge_method: "S256", resource: `${home}/mcp`, ...more },
});

/** Where an authorization request sends the browser. */
async function begun(query: Record<string, string>): Promise<URL> {
  const answer = await fetch(`${url}/oauth/authorize?${new URLSearchParams(query)}`, { redirect: "manual" });
  assert.equal(answer.status, 302);
  return new URL(answer.headers.get("location") as string);
}

const requestOf = (page: URL) => new URLSearchParams(page.hash.split("?")[1]).get("request") as string;

/** Lets the person allow a client, and returns its code. */
async function allowed(client: Client, scopes = ["tasks:read", "tasks:write"]): Promise<string> {
  const id = requestOf(await begun(parameters(client)));
  const { status, body } = await ask("POST", `/v1/connections/requests/${id}`, { allow: true, scopes });
  assert.equal(status, 200);
  const back = new URL(body.redirect_to);
  assert.deepEqual([back.origin + back.pathname, back.searchParams.get("state")], [redirect, "s"]);
  assert.equal(back.searchParams.get("iss"), home);
  return back.searchParams.get("code") as string;
}

const exchanged = (client: Client, code: string, more: Record<string, string> = {}) =>
  post("/oauth/token", {
    ...{ grant_type: "authorization_code", code, redirect_uri: redirect, client_id: client.id },
    ...{ code_verifier: client.verifier, ...more },
  });

const refreshed = (client: Client, refresh_token: string, more = {}) =>
  post("/oauth/token", { grant_type: "refresh_token", refresh_token, client_id: client.id, ...more });

const works = (access: string) =>
  verify(access).then(
    (found) => found.userId,
    () => undefined,
  );
const connections = async () => (await ask("GET", "/v1/connections")).body.results;

test("a client gets exactly what the person allowed, for the MCP server alone", async () => {
  const client = await newClient();
  const page = await begun(parameters(client));
  assert.equal(page.origin + page.pathname, `${home}/`);
  const shown = await ask("GET", `/v1/connections/requests/${requestOf(page)}`);
  assert.deepEqual(shown.body, {
    ...{ id: requestOf(page), client_name: "Planner", client_host: null },
    ...{ redirect_host: "127.0.0.1:7777", local: true },
    scopes: ["tasks:read", "tasks:write"],
  });
  const { body } = await exchanged(client, await allowed(client, ["tasks:read"]));
  assert.deepEqual([body.token_type, body.expires_in, body.scope], ["Bearer", 900, "tasks:read"]);
  const access = await verify(body.access_token);
  assert.deepEqual([access.userId, access.clientName, access.scopes], [user, "Planner", ["tasks:read"]]);
  assert.equal(decodeJwt(body.access_token).aud, `${home}/mcp`);
  assert.equal((await ask("GET", "/v1/tasks", undefined, body.access_token)).status, 401);
  await assert.rejects(verify(token), { code: "unauthenticated" });
});

test("the metadata says what clients look for", async () => {
  const { body } = await call(url, "GET", "/.well-known/oauth-authorization-server");
  assert.equal(body.issuer, home);
  assert.deepEqual(body.code_challenge_methods_supported, ["S256"]);
  for (const name of [
    "authorization_response_iss_parameter_supported",
    "client_id_metadata_document_supported",
  ])
    assert.equal(body[name], true, name);
});

test("nobody is sent to an address that the client did not name", async () => {
  const client = await newClient();
  for (const wrong of [
    "https://evil.example/callback",
    "http://127.0.0.1:7777/other",
    "javascript:alert(1)",
  ]) {
    const page = await begun(parameters(client, { redirect_uri: wrong }));
    assert.equal(page.href, `${home}/#/connect?error=unknown-address`, wrong);
  }
  const unknown = await begun(parameters({ ...client, id: "nobody" }));
  assert.equal(unknown.href, `${home}/#/connect?error=unknown-client`);
  const elsewhere = await begun(parameters(client, { redirect_uri: "http://127.0.0.1:9999/callback" }));
  assert.ok(requestOf(elsewhere), "on this computer any port may be used");
});

test("a wrong request is answered to the client, with its state", async () => {
  const client = await newClient();
  for (const [more, error] of [
    [{ response_type: "token" }, "unsupported_response_type"],
    [{ code_challenge_method: "plain" }, "invalid_request"],
    [{ code_challenge: "short" }, "invalid_request"],
    [{ resource: "https://elsewhere.example/mcp" }, "invalid_target"],
  ] as [Record<string, string>, string][]) {
    const back = await begun(parameters(client, more));
    assert.deepEqual([back.searchParams.get("error"), back.searchParams.get("state")], [error, "s"]);
  }
});

test("a person who refuses, or leaves no switch on, gives nothing", async () => {
  const client = await newClient();
  for (const decision of [
    { allow: false, scopes: ["tasks:read"] },
    { allow: true, scopes: [] },
  ]) {
    const id = requestOf(await begun(parameters(client)));
    const { body } = await ask("POST", `/v1/connections/requests/${id}`, decision);
    assert.equal(new URL(body.redirect_to).searchParams.get("error"), "access_denied");
    assert.equal((await ask("POST", `/v1/connections/requests/${id}`, { allow: true })).status, 404);
  }
  assert.deepEqual(await connections(), []);
});

test("a request waits for a quarter of an hour", async () => {
  const client = await newClient();
  const id = requestOf(await begun(parameters(client)));
  world.pass({ minutes: 16 });
  token = await world.token(user);
  assert.equal((await ask("GET", `/v1/connections/requests/${id}`)).status, 404);
});

test("a code is for one client, one address and one verifier, for a minute", async () => {
  const client = await newClient();
  const other = await newClient();
  for (const more of [
    { client_id: other.id },
    { redirect_uri: "http://127.0.0.1:7777/else" },
    { code_verifier: other.verifier },
    { resource: "https://elsewhere.example/mcp" },
    { grant_type: "password" },
  ] as Record<string, string>[]) {
    const { status, body } = await exchanged(client, await allowed(client), more);
    assert.equal(status, 400, JSON.stringify(more));
    assert.match(body.error, /^(invalid_grant|invalid_target|unsupported_grant_type)$/);
  }
  const late = await allowed(client);
  world.pass({ seconds: 61 });
  assert.equal((await exchanged(client, late)).body.error, "invalid_grant");
});

test("a code that is used twice ends its connection", async () => {
  const client = await newClient();
  const code = await allowed(client);
  const { body } = await exchanged(client, code);
  assert.equal(await works(body.access_token), user);
  assert.equal((await exchanged(client, code)).status, 400);
  assert.equal(await works(body.access_token), undefined);
  assert.equal((await refreshed(client, body.refresh_token)).status, 400);
});

test("a client may ask for fewer scopes when it renews, never for more", async () => {
  const client = await newClient();
  const { body } = await exchanged(client, await allowed(client));
  const less = await refreshed(client, body.refresh_token, { scope: "tasks:read" });
  assert.equal(less.body.scope, "tasks:read");
  const more = await refreshed(client, less.body.refresh_token, { scope: "tasks:read tasks:delete" });
  assert.equal(more.body.scope, "tasks:read");
});

test("a personal token is shown once, works until it expires or is ended, and only at the MCP server", async () => {
  const made = await ask("POST", "/v1/tokens", { name: "Script", scopes: ["tasks:add"], expires_in_days: 1 });
  assert.equal(made.status, 201);
  assert.match(made.body.token, /^twp_[\w-]{43}$/);
  assert.deepEqual((await verify(made.body.token)).scopes, ["tasks:add"]);
  const [shown] = await connections();
  assert.deepEqual([shown.kind, shown.name, "token" in shown], ["token", "Script", false]);
  assert.ok(shown.used_at);
  assert.equal((await ask("GET", "/v1/tasks", undefined, made.body.token)).status, 401);
  world.pass({ days: 2 });
  assert.equal(await works(made.body.token), undefined);
});

test("an ended connection is refused at once; another person cannot end it or see it", async () => {
  const made = await ask("POST", "/v1/tokens", { name: "Mine", scopes: ["tasks:read"] });
  const stranger = await world.token(await world.user());
  assert.deepEqual((await ask("GET", "/v1/connections", undefined, stranger)).body.results, []);
  assert.equal((await ask("DELETE", `/v1/connections/${made.body.id}`, undefined, stranger)).status, 404);
  assert.equal(await works(made.body.token), user);
  assert.equal((await ask("DELETE", `/v1/connections/${made.body.id}`)).status, 204);
  assert.equal(await works(made.body.token), undefined);
});

test("whoever ends all sessions ends all connections", async () => {
  const made = await ask("POST", "/v1/tokens", { name: "Old", scopes: ["tasks:read"] });
  await world.db.transaction((tx) => endAllSessions(tx, user));
  assert.equal(await works(made.body.token), undefined);
});

test("a person has at most fifty connections", async () => {
  for (let n = 0; n < 50; n += 1)
    assert.equal((await ask("POST", "/v1/tokens", { name: `${n}`, scopes: ["tasks:read"] })).status, 201);
  const refused = await ask("POST", "/v1/tokens", { name: "51", scopes: ["tasks:read"] });
  assert.equal(refused.body.code, "limit-reached");
});

test("redirect addresses are https, of this computer, or of an app", () => {
  for (const good of [
    "https://a.example/x",
    "http://localhost:1/x",
    "http://[::1]:9/",
    "com.example.app:/cb",
  ])
    assert.ok(isRedirectUri(good), good);
  for (const bad of [
    "http://a.example/x",
    "javascript:alert(1)",
    "data:text/html,x",
    "https://a@b.example/",
    "x",
  ])
    assert.ok(!isRedirectUri(bad), bad);
});

test("documents are only fetched from the internet", () => {
  for (const good of ["1.1.1.1", "2606:4700::1111"]) assert.ok(isPublic(good), good);
  for (const bad of [
    ...["127.0.0.1", "10.1.2.3", "169.254.169.254", "192.168.0.1", "100.64.0.1", "0.0.0.0", "224.0.0.1"],
    ...["::1", "fe80::1", "fd00::1", "::ffff:127.0.0.1", "2002:7f00:1::", "localhost"],
  ])
    assert.ok(!isPublic(bad), bad);
});

test("a client without registration is known by its document, which names itself and is not redirected", async () => {
  const { origin, ca, answers } = await documentServer();
  const lookup: LookupFunction = (_host, options, done) =>
    options.all ? done(null, [{ address: "127.0.0.1", family: 4 }]) : done(null, "127.0.0.1", 4);
  const read = openDocuments(world.now, { lookup, ca });
  const own = `${origin}/client.json`;
  const document = { client_id: own, client_name: "Notes", redirect_uris: ["https://notes.example/cb"] };
  answers.set("/client.json", { status: 200, body: JSON.stringify(document) });
  assert.deepEqual(await read(own), { id: own, name: "Notes", redirect_uris: document.redirect_uris });
  for (const [path, status, body] of [
    ["/other.json", 200, JSON.stringify(document)],
    ["/moved.json", 302, ""],
    [
      "/large.json",
      200,
      JSON.stringify({ ...document, client_id: `${origin}/large.json`, x: "x".repeat(20_000) }),
    ],
    ["/html.json", 200, "<html>"],
  ] as const) {
    answers.set(path, { status, body, location: "/client.json" });
    assert.equal(await read(origin + path), undefined, path);
  }
  const outside = openDocuments(world.now, { ca });
  assert.equal(await outside(own), undefined, "this computer is not on the internet");
});

const many = (act: string, count: number): string[] => Array(count).fill(act);
/**
 * What a client, somebody who copied its tokens, and the person may do. `repeat` uses the last used token again; `nth`
 * chooses among the tokens so far.
 */
const acts = fc.array(
  fc.record({
    act: fc.constantFrom(
      ...many("refresh", 4),
      ...many("repeat", 3),
      "again",
      "wait",
      "code",
      "revoke",
      "end",
    ),
    nth: fc.nat(),
  }),
  { minLength: 3, maxLength: 10, size: "max" },
);

test("in any order, a connection has at most one refresh token that works, and nothing works after its end", async () => {
  const client = await newClient();
  await fc.assert(
    fc.asyncProperty(acts, async (all) => {
      user = await world.user();
      token = await world.token(user);
      const stranger = await world.token(await world.user());
      const code = await allowed(client);
      const first = (await exchanged(client, code)).body;
      const { sid } = decodeJwt(first.access_token) as { sid: string };
      const access: string[] = [first.access_token];
      /** All refresh tokens in order, and the one that was received last. */
      const line: string[] = [first.refresh_token];
      /** When each token was used first. */
      const used = new Map<string, number>();
      let alive = true;
      for (const { act, nth } of all) {
        const last = line.at(-1) as string;
        if (act === "wait") world.pass({ seconds: 11 });
        if (act === "end")
          assert.equal((await ask("DELETE", `/v1/connections/${sid}`)).status, alive ? 204 : 404);
        if (act === "revoke")
          await post("/oauth/revoke", {
            client_id: client.id,
            token: nth % 2 ? last : (access.at(-1) as string),
          });
        if (act === "code") assert.equal((await exchanged(client, code)).body.error, "invalid_grant");
        if (["end", "revoke", "code"].includes(act)) alive = false;
        const given = { refresh: last, repeat: before(line, used), again: line[nth % line.length] }[act];
        if (given) {
          const { status, body } = await refreshed(client, given);
          // The predecessor of a token that nobody used yet, at once: an answer may have been lost.
          const at = used.get(given) ?? Number.POSITIVE_INFINITY;
          const isRepeated = given === before(line, used) && world.now().getTime() - at <= 10_000;
          const isGood = given === last || isRepeated;
          assert.equal(status, alive && isGood ? 200 : 400, act);
          if (status === 200) {
            if (!used.has(given)) used.set(given, world.now().getTime());
            access.push(body.access_token);
            line.push(body.refresh_token);
          } else alive = false;
        }
        const { rows } = await world.db.query(
          "select count(*) as count from oauth_refresh_tokens where connection_id = $1 and rotated_at is null",
          [sid],
        );
        assert.equal(rows[0].count, alive ? 1 : 0);
        assert.equal(await works(access.at(-1) as string), alive ? user : undefined);
        assert.deepEqual((await ask("GET", "/v1/connections", undefined, stranger)).body.results, []);
        assert.equal((await ask("DELETE", `/v1/connections/${sid}`, undefined, stranger)).status, 404);
      }
    }),
    { numRuns: 12 },
  );
});

/** The token whose exchange gave the last one: the last that was used. */
const before = (line: string[], used: Map<string, number>) =>
  [...line].reverse().find((each) => used.has(each));

test("of two exchanges of one refresh token at the same time, one result stays valid", async () => {
  const client = await newClient();
  const { body } = await exchanged(client, await allowed(client));
  const both = await Promise.all([
    refreshed(client, body.refresh_token),
    refreshed(client, body.refresh_token),
  ]);
  assert.deepEqual(
    both.map(({ status }) => status),
    [200, 200],
  );
  world.pass({ seconds: 30 });
  const later = [];
  for (const one of both) later.push((await refreshed(client, one.body.refresh_token)).status);
  assert.ok(later.includes(400), "the superseded one is refused, and ends the connection");
});

test("a refusal has the form of OAuth, whatever is wrong with the request", async () => {
  const long = "x".repeat(3000);
  for (const [path, fields, error] of [
    ["/oauth/token", {}, "invalid_request"],
    ["/oauth/token", { client_id: "x", grant_type: "refresh_token", refresh_token: long }, "invalid_grant"],
    ["/oauth/token", { client_id: "x", grant_type: long }, "unsupported_grant_type"],
    ["/oauth/revoke", { client_id: "x" }, "invalid_request"],
    ["/oauth/revoke", { token: "x" }, "invalid_request"],
  ] as [string, Record<string, string>, string][]) {
    const { status, body } = await post(path, fields);
    assert.deepEqual([status, body.error], [400, error], path);
  }
  for (const [body, error] of [
    [{}, "invalid_client_metadata"],
    [{ redirect_uris: [] }, "invalid_client_metadata"],
    [{ redirect_uris: [redirect], client_name: long }, "invalid_client_metadata"],
    [{ redirect_uris: ["http://a.example/"] }, "invalid_redirect_uri"],
    [[1], "invalid_client_metadata"],
  ] as [object, string][]) {
    const answer = await call(url, "POST", "/oauth/register", { body });
    assert.deepEqual([answer.status, answer.body.error], [400, error]);
  }
  const client = await newClient();
  const page = await fetch(
    `${url}/oauth/authorize?${new URLSearchParams(parameters(client))}&redirect_uri=https://a.example/`,
    { redirect: "manual" },
  );
  assert.equal(page.headers.get("location"), `${home}/#/connect?error=unknown-address`, "repeated");
});

test("a page of another origin may call what clients call, without credentials", async () => {
  for (const path of [
    "/oauth/token",
    "/oauth/register",
    "/oauth/revoke",
    "/.well-known/oauth-authorization-server",
  ]) {
    const { status, headers } = await call(url, "OPTIONS", path, {
      headers: { origin: "https://a.example", "access-control-request-method": "POST" },
    });
    assert.deepEqual([status, headers.get("access-control-allow-origin")], [204, "*"], path);
    assert.equal(headers.get("access-control-allow-credentials"), null);
  }
  const { headers } = await post("/oauth/token", {});
  assert.equal(headers.get("access-control-allow-origin"), "*", "refusals are readable too");
  assert.equal((await ask("GET", "/v1/me")).headers.get("access-control-allow-origin"), null);
});

test("a client ends its own connection by either token, and no other's", async () => {
  const [client, other] = [await newClient(), await newClient()];
  for (const name of ["access_token", "refresh_token"] as const) {
    const { body } = await exchanged(client, await allowed(client));
    await post("/oauth/revoke", { token: body[name], client_id: other.id });
    assert.equal(await works(body.access_token), user);
    assert.equal((await post("/oauth/revoke", { token: body[name], client_id: client.id })).status, 200);
    assert.equal(await works(body.access_token), undefined);
    assert.equal((await refreshed(client, body.refresh_token)).status, 400);
  }
  assert.equal((await post("/oauth/revoke", { token: "unknown", client_id: client.id })).status, 200);
});

test("a request that the limit of connections refused can be decided once there is room", async () => {
  const client = await newClient();
  const made: string[] = [];
  for (let n = 0; n < 50; n += 1)
    made.push((await ask("POST", "/v1/tokens", { name: `${n}`, scopes: ["tasks:read"] })).body.id);
  const id = requestOf(await begun(parameters(client)));
  const decide = () => ask("POST", `/v1/connections/requests/${id}`, { allow: true, scopes: ["tasks:read"] });
  assert.equal((await decide()).body.code, "limit-reached");
  await ask("DELETE", `/v1/connections/${made[0]}`);
  assert.ok(new URL((await decide()).body.redirect_to).searchParams.get("code"));
});

test("a connection that takes tokens without end has to wait", async () => {
  const client = await newClient();
  let { body } = await exchanged(client, await allowed(client));
  let waits: string | null = null;
  for (let n = 0; n < 61 && !waits; n += 1) {
    const answer = await refreshed(client, body.refresh_token);
    if (answer.status === 429) waits = answer.headers.get("retry-after");
    else body = answer.body;
  }
  assert.equal(waits, "60");
  world.pass({ minutes: 16 });
  assert.equal((await refreshed(client, body.refresh_token)).status, 200, "it is not ended");
});

test("the daily clean-up removes what nobody uses, and an account is erased with its connections", async () => {
  const [idle, asking] = [await newClient(), await newClient()];
  const { body } = await exchanged(asking, await allowed(asking));
  const abandoned = requestOf(await begun(parameters(asking)));
  const count = async (sql: string, id: string) => (await world.db.query(sql, [id])).rowCount;
  world.pass({ days: 2 });
  await cleanUp(world.db, world.now());
  assert.equal(await count("select from oauth_clients where id = $1", idle.id), 0);
  assert.equal(await count("select from oauth_clients where id = $1", asking.id), 1);
  assert.equal(await count("select from oauth_requests where id = $1", abandoned), 0);
  const next = await refreshed(asking, body.refresh_token);
  assert.equal(next.status, 200, "an unused connection stays for its 90 days");
  world.pass({ days: 92 });
  await cleanUp(world.db, world.now());
  const { sid } = decodeJwt(body.access_token) as { sid: string };
  assert.equal(await count("select from connections where id = $1", sid), 0);
  // The session that asked before is over as well.
  token = await world.token(user);
  const kept = (await exchanged(asking, await allowed(asking))).body;
  await world.db.transaction((tx) => eraseUser(tx, user));
  assert.equal(await works(kept.access_token), undefined);
  assert.equal(await count("select from connections where user_id = $1", user), 0);
});

/** An https server on this computer whose answers the test sets. */
async function documentServer() {
  const { private: key, cert } = selfsigned.generate([{ name: "commonName", value: "localhost" }], {
    keySize: 2048,
    extensions: [{ name: "subjectAltName", altNames: [{ type: 2, value: "localhost" }] }],
  });
  const answers = new Map<string, { status: number; body: string; location?: string }>();
  const server = createServer({ key, cert }, (request, response) => {
    const { status, body, location } = answers.get(request.url ?? "") ?? { status: 404, body: "" };
    response.writeHead(status, location && status === 302 ? { location } : {}).end(body);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  after(() => {
    server.close();
    server.closeAllConnections();
  });
  const origin = `https://localhost:${(server.address() as AddressInfo).port}`;
  return { origin, ca: cert, answers };
}
