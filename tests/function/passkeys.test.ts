import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { beforeEach, test } from "node:test";
import type { PasskeyCreation, PasskeyRequest } from "../../functions/_shared/contract/api/passkeys.ts";
import { callerHeader, callHeaders } from "../../functions/_shared/contract/internal.ts";
import { topics } from "../../functions/_shared/contract/topics.ts";
import { newId } from "../../functions/_shared/domain/ids.ts";
import { limits } from "../../functions/_shared/domain/limits.ts";
import { eraseDue } from "../../functions/_shared/store/accounts/users.ts";
import { cleanUp } from "../../functions/_shared/store/clean-up.ts";
import api from "../../functions/api/index.ts";
import notify from "../../functions/notify/index.ts";
import { type Authenticator, type Deviation, newAuthenticator } from "../support/authenticator.ts";
import { call } from "../support/client.ts";
import { eventually } from "../support/eventually.ts";
import { appToken } from "./support/sidecar.ts";
import { openWorld, received } from "./support/world.ts";

const world = await openWorld({ env: { MAIL: "on" } });
const { sidecar, db } = world;
const url = await world.serve(world.open(api));
const origin = "http://localhost:8080";
const password = "correct horse battery staple";

interface Somebody {
  id: string;
  email: string;
  headers: { authorization: string };
}
let ada: Somebody;

beforeEach(async () => {
  // Tokens are valid for 15 minutes of the real clock.
  world.at(new Date().toISOString());
  await db.query("delete from rate_limits");
  ada = await registered();
  Object.assign(sidecar, { published: [], invoked: [] });
});

async function registered(): Promise<Somebody> {
  const email = `${newId()}@example.com`;
  const { body } = await call(url, "POST", "/v1/auth/register", { body: { email, password } });
  const headers = { authorization: `Bearer ${body.access_token}` };
  const { id } = (await call(url, "GET", "/v1/me", { headers })).body;
  await db.query("update users set email_confirmed_at = now() where id = $1", [id]);
  return { id, email, headers };
}

const begin = ({ headers }: Somebody, given = password) =>
  call(url, "POST", "/v1/passkeys/options", { headers, body: { password: given } });
const creation = async (person: Somebody): Promise<PasskeyCreation> => {
  const { status, body } = await begin(person);
  assert.equal(status, 200);
  return body;
};
const finish = ({ headers }: Somebody, credential: unknown, name?: string) =>
  call(url, "POST", "/v1/passkeys", { headers, body: { credential, name } });
const request = async (): Promise<PasskeyRequest> => {
  const { status, body } = await call(url, "POST", "/v1/auth/passkey/options");
  assert.equal(status, 200);
  return body;
};
const enter = (credential: unknown, more: object = {}, headers: Record<string, string> = {}) =>
  call(url, "POST", "/v1/auth/passkey", { body: { credential, ...more }, headers });
const listed = async ({ headers }: Somebody) =>
  (await call(url, "GET", "/v1/passkeys", { headers })).body.results;

/** A person's new passkey, in an authenticator of its own. */
async function added(
  person: Somebody,
  how: Parameters<typeof newAuthenticator>[1] = {},
  name?: string,
): Promise<Authenticator> {
  const authenticator = newAuthenticator(origin, how);
  const { status } = await finish(person, authenticator.create(await creation(person)), name);
  assert.equal(status, 201);
  return authenticator;
}

/** A log-in by a passkey, from its beginning. */
const logIn = async (authenticator: Authenticator, how: Deviation = {}, more: object = {}) =>
  enter(authenticator.get(await request(), how), more);

async function refusedWith(code: string, answer: ReturnType<typeof call>, what = ""): Promise<void> {
  const { status, body, headers } = await answer;
  const expected = { "wrong-passkey": 401, invalid: 422, conflict: 409, "limit-reached": 409 }[code];
  assert.deepEqual([status, body.code], [expected, code], what);
  assert.equal(headers.get("set-cookie"), null, what);
}

/** Lets `notify` deliver a notification of this kind; the mails that it sent. */
async function mailed(kind: string) {
  const event = await eventually(
    () =>
      sidecar.published
        .filter(({ topic }) => topic === topics.notifications)
        .map((each) => received(topics.notifications, each.event))
        .find(({ data }) => data.kind === kind),
    { what: kind },
  );
  const { on, onStop = assert.fail } = world.open(notify);
  await on.notifications(event);
  const ledger = "select status from deliveries where notification_id = $1 and status <> 'sending'";
  await eventually(async () => (await db.query(ledger, [event.id])).rows[0]);
  await onStop();
  return sidecar.invoked;
}

test("a person adds a passkey by their password, is told by mail, and logs in by it, with every kind of key", async () => {
  for (const algorithm of ["ES256", "EdDSA", "RS256"] as const) {
    const person = await registered();
    sidecar.published = [];
    const options = await creation(person);
    assert.deepEqual([options.rp.id, options.user.name], ["localhost", person.email]);
    assert.equal(options.authenticatorSelection.userVerification, "required");
    const authenticator = newAuthenticator(origin, { algorithm });
    const made = await finish(person, authenticator.create(options), "My phone");
    assert.equal(made.status, 201);
    const { name, last_used_at, backed_up } = made.body;
    assert.deepEqual(
      { name, last_used_at, backed_up },
      { name: "My phone", last_used_at: null, backed_up: true },
    );

    const phone = { "user-agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0" };
    const answer = await enter(authenticator.get(await request()), {}, phone);
    assert.equal(answer.status, 200, algorithm);
    const cookies = answer.headers.getSetCookie().map((each) => each.split("=")[0]);
    assert.deepEqual(cookies, ["taskwake_refresh", "taskwake_device"]);
    const headers = { authorization: `Bearer ${answer.body.access_token}` };
    assert.equal((await call(url, "GET", "/v1/me", { headers })).body.id, person.id);
    const [last] = (await call(url, "GET", "/v1/sessions", { headers })).body.results;
    assert.deepEqual([last.device, last.current], ["Firefox · Linux", true]);
    const cookie = (answer.headers.getSetCookie()[0] as string).split(";")[0] as string;
    assert.equal((await call(url, "POST", "/v1/auth/refresh", { headers: { cookie } })).status, 200);
    assert.equal((await listed(person))[0].last_used_at, world.now().toISOString());
  }
  const [mail] = await mailed("passkey-added");
  assert.equal(mail?.metadata.subject, "A passkey was added");
  assert.match(String(mail?.data), /“My phone”/);
});

test("a passkey is added by the right password alone, whose guesses are counted", async () => {
  const wrong = await begin(ada, "not the password");
  assert.deepEqual([wrong.status, wrong.body.code], [403, "wrong-password"]);
  for (let n = 0; n < 9; n += 1) await begin(ada, "not the password");
  assert.equal((await begin(ada)).status, 429);
  assert.equal((await call(url, "POST", "/v1/passkeys/options", { body: { password } })).status, 401);
});

test("an account of an external issuer, which has no password here, has no passkeys", async () => {
  await db.query("update users set password_hash = null where id = $1", [ada.id]);
  await refusedWith("conflict", begin(ada));
});

test("assistants and programs neither see nor add passkeys", async () => {
  const made = await call(url, "POST", "/v1/tokens", {
    headers: ada.headers,
    body: { name: "program", scopes: ["tasks:read", "tasks:delete"], expires_in_days: 1 },
  });
  const program = { authorization: `Bearer ${made.body.token}` };
  const from = {
    client_id: "taskwake",
    client_name: "",
    token_id: null,
    conversation_id: newId(),
    turn_id: newId(),
  };
  const chat = { "dapr-api-token": appToken, [callerHeader]: "chat", ...callHeaders(ada.id, from) };
  for (const [headers, status] of [
    [program, 401],
    [chat, 404],
  ] as const) {
    assert.equal((await call(url, "GET", "/v1/passkeys", { headers })).status, status);
    assert.equal(
      (await call(url, "POST", "/v1/passkeys/options", { headers, body: { password } })).status,
      status,
    );
  }
});

test("a challenge is used once, for its purpose and its person, and within 5 minutes", async () => {
  const authenticator = await added(ada);
  const used = authenticator.get(await request());
  assert.equal((await enter(used)).status, 200);
  await refusedWith("wrong-passkey", enter(used), "sent again");
  const twice = await request();
  assert.equal((await enter(authenticator.get(twice))).status, 200);
  await refusedWith("wrong-passkey", enter(authenticator.get(twice)), "signed again");
  await refusedWith(
    "wrong-passkey",
    logIn(authenticator, { challenge: "bm90IG91cnM" }),
    "one that is not ours",
  );

  const late = await request();
  world.pass({ minutes: 5 });
  await refusedWith("wrong-passkey", enter(authenticator.get(late)), "expired");
  const { challenge } = await creation(ada);
  await refusedWith("wrong-passkey", logIn(authenticator, { challenge }), "that of a registration");

  const other = await registered();
  const options = await creation(ada);
  const created = newAuthenticator(origin).create(options);
  await refusedWith("invalid", finish(other, created), "of another person");
  assert.equal((await finish(ada, created)).status, 201, "which does not take it from its person");
  await refusedWith("invalid", finish(ada, newAuthenticator(origin).create(options)), "used");
  const forLogIn = { ...(await creation(ada)), challenge: (await request()).challenge };
  await refusedWith("invalid", finish(ada, newAuthenticator(origin).create(forLogIn)), "that of a log-in");
  const old = await creation(ada);
  world.pass({ minutes: 5 });
  await refusedWith("invalid", finish(ada, newAuthenticator(origin).create(old)), "expired");
});

const deviations: [what: string, how: Deviation][] = [
  ["another origin", { origin: "https://taskwake.example" }],
  ["another port", { origin: "http://localhost:8081" }],
  ["another host's passkey", { rpId: "taskwake.example" }],
  ["a person who was not verified", { verified: false }],
  ["the wrong kind of signature", { type: "payment.get" }],
];

test("what another page, host or unverified person signed is refused, to add and to log in", async () => {
  const authenticator = await added(ada);
  for (const [what, how] of deviations) {
    await refusedWith("wrong-passkey", logIn(authenticator, how), what);
    const created = newAuthenticator(origin).create(await creation(ada), how);
    await refusedWith("invalid", finish(ada, created), what);
  }
  assert.equal((await listed(ada)).length, 1);
  assert.equal((await logIn(authenticator)).status, 200);
});

test("the signed id is the one that is said, whatever its length", async () => {
  const person = await registered();
  for (const length of [0, 16, 1024, 8000]) {
    const signedId = randomBytes(length).toString("base64url");
    const authenticator = newAuthenticator(origin);
    const credential = authenticator.create(await creation(person), { signedId });
    await refusedWith("invalid", finish(person, credential), `${length} bytes`);
  }
});

test("a counter that goes back is a copy; authenticators that do not count stay at 0", async () => {
  const authenticator = await added(ada);
  assert.equal((await logIn(authenticator, { counter: 7 })).status, 200);
  for (const counter of [7, 6, 0]) await refusedWith("wrong-passkey", logIn(authenticator, { counter }));
  assert.equal((await logIn(authenticator, { counter: 8 })).status, 200);
  const copied = await added(ada, { counts: false });
  for (let n = 0; n < 2; n += 1) assert.equal((await logIn(copied)).status, 200);
});

test("nobody logs in by another's passkey, by one that signs for another account, or by one that was removed", async () => {
  const bob = await registered();
  const [hers, his] = [await added(ada), await added(bob)];
  const handle = (await creation(ada)).user.id;
  const own = his.id;
  his.id = hers.id;
  await refusedWith("wrong-passkey", logIn(his, { userHandle: handle }), "signed by his key");
  his.id = own;
  await refusedWith("wrong-passkey", logIn(his, { userHandle: handle }), "his key for her account");
  await refusedWith("conflict", finish(bob, hers.create(await creation(bob))), "hers added to his account");
  await refusedWith(
    "wrong-passkey",
    logIn(newAuthenticator(origin), { userHandle: handle }),
    "an unknown one",
  );

  const [passkey] = await listed(ada);
  const change = (method: string, { headers }: Somebody, body?: object) =>
    call(url, method, `/v1/passkeys/${passkey.id}`, { headers, body });
  assert.equal((await change("DELETE", bob)).status, 404);
  assert.equal((await change("PATCH", bob, { name: "his" })).status, 404);
  const renamed = await change("PATCH", ada, { name: " Key ring " });
  assert.deepEqual([renamed.status, renamed.body.name], [200, "Key ring"]);
  sidecar.published = [];
  // The log-in has begun when it is removed.
  const used = hers.get(await request(), { userHandle: handle });
  assert.equal((await change("DELETE", ada)).status, 204);
  await refusedWith("wrong-passkey", enter(used), "removed");
  assert.equal((await change("DELETE", ada)).status, 404);
  assert.deepEqual(await listed(ada), []);
  const [mail] = await mailed("passkey-removed");
  assert.match(String(mail?.data), /“Key ring”/);
});

test("a person has so many passkeys and no more, and an authenticator learns which it has already", async () => {
  const first = await added(ada);
  assert.deepEqual(
    (await creation(ada)).excludeCredentials.map(({ id }) => id),
    [first.id],
  );
  const last = await creation(ada);
  for (let n = 1; n < limits.passkeys; n += 1)
    await db.query(
      `insert into passkeys (id, user_id, credential_id, public_key, counter, transports, backed_up, name, created_at)
       values ($1, $2, $3, '', 0, '{}', false, 'more', now())`,
      [newId(), ada.id, Buffer.from(newId())],
    );
  await refusedWith("limit-reached", begin(ada));
  await refusedWith("limit-reached", finish(ada, newAuthenticator(origin).create(last)));
});

test("the export lists passkeys without their keys, and with the account they are erased", async () => {
  const authenticator = await added(ada, {}, "Laptop");
  await creation(ada);
  const { body } = await call(url, "GET", "/v1/export", { headers: ada.headers });
  assert.deepEqual(body.passkeys, await listed(ada));
  assert.ok(!JSON.stringify(body).includes(authenticator.id));
  const erased = await call(url, "DELETE", "/v1/me", { headers: ada.headers, body: { password } });
  const { erase_at } = erased.body;
  const pending = await logIn(authenticator);
  assert.deepEqual(
    [pending.status, pending.body.code, pending.body.erase_at],
    [403, "erasure-pending", erase_at],
  );
  assert.equal((await logIn(authenticator, {}, { keep: true })).status, 200);
  assert.equal((await logIn(authenticator)).status, 200, "it was called off");

  await call(url, "DELETE", "/v1/me", {
    headers: { authorization: `Bearer ${(await logIn(authenticator)).body.access_token}` },
    body: { password },
  });
  await db.transaction((tx) => eraseDue(tx, ada.id, new Date(Date.now() + 8 * 24 * 3_600_000)));
  for (const table of ["passkeys", "passkey_challenges"])
    assert.equal((await db.query(`select from ${table} where user_id = $1`, [ada.id])).rowCount, 0, table);
  await refusedWith("wrong-passkey", logIn(authenticator));
});

test("challenges that nobody signed are removed after a day", async () => {
  await request();
  await cleanUp(db, new Date(world.now().getTime() + 25 * 3_600_000));
  assert.equal((await db.query("select from passkey_challenges")).rowCount, 0);
});

test("log-ins are counted by network, and on a device that is known apart from strangers", async () => {
  const authenticator = await added(ada);
  const known = (await logIn(authenticator)).headers.getSetCookie()[1]?.split(";")[0] as string;
  // The log-in counted when it began and when it ended; as if strangers of its network had made the others.
  const { rows } = await db.query(
    "update rate_limits set points = 199 where key like 'passkey-address:%' and points = 2 returning key",
  );
  assert.equal(rows.length, 1);
  const used = authenticator.get(await request());
  assert.equal((await enter(used)).status, 429);
  assert.equal((await call(url, "POST", "/v1/auth/passkey/options")).status, 429);
  assert.equal((await enter(authenticator.get(await requestOn(known)), {}, { cookie: known })).status, 200);
  for (let n = 0; n < 20; n += 1) await requestOn(known);
  const more = await call(url, "POST", "/v1/auth/passkey/options", { headers: { cookie: known } });
  assert.equal(more.status, 429);
});
const requestOn = async (cookie: string): Promise<PasskeyRequest> =>
  (await call(url, "POST", "/v1/auth/passkey/options", { headers: { cookie } })).body;

test("another website neither begins a log-in nor ends one", async () => {
  const authenticator = await added(ada);
  const headers = { "sec-fetch-site": "cross-site" };
  assert.equal((await call(url, "POST", "/v1/auth/passkey/options", { headers })).status, 403);
  assert.equal((await enter(authenticator.get(await request()), {}, headers)).status, 403);
});
