import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { topics } from "../../functions/_shared/contract/topics.ts";
import { newId } from "../../functions/_shared/domain/ids.ts";
import { eraseDue } from "../../functions/_shared/store/accounts/users.ts";
import api from "../../functions/api/index.ts";
import notify from "../../functions/notify/index.ts";
import { call } from "../support/client.ts";
import { eventually } from "../support/eventually.ts";
import { openWorld, received } from "./support/world.ts";

const world = await openWorld({ env: { MAIL: "on", RATE_LIMIT_FACTOR: "1000" } });
const { sidecar } = world;
// Tokens are valid for 15 minutes of the real clock.
world.at(new Date().toISOString());
const url = await world.serve(world.open(api));
const password = "correct horse battery staple";
let email = "";

beforeEach(() => {
  email = `${newId()}@example.com`;
  Object.assign(sidecar, { published: [], invoked: [] });
});

const register = (more: object = {}) =>
  call(url, "POST", "/v1/auth/register", { body: { email, password, ...more } });
const logIn = (given: string) => call(url, "POST", "/v1/auth/login", { body: { email, password: given } });
const idOf = async (token: string): Promise<string> =>
  (await call(url, "GET", "/v1/me", { headers: headersOf(token) })).body.id;
const headersOf = (token: string) => ({ authorization: `Bearer ${token}` });

/** The notification of a kind, once it is published. */
const notification = (kind: string) =>
  eventually(
    () =>
      sidecar.published
        .filter(({ topic }) => topic === topics.notifications)
        .map(({ event }) => received(topics.notifications, event))
        .find(({ data }) => data.kind === kind),
    { what: kind },
  );

/** Lets `notify` deliver it; the mails that it sent. */
async function mailed(kind: string) {
  const event = await notification(kind);
  const { on, onStop = assert.fail } = world.open(notify);
  await on.notifications(event);
  const ledger = "select status from deliveries where notification_id = $1 and status <> 'sending'";
  await eventually(async () => (await world.db.query(ledger, [event.id])).rows[0]);
  await onStop();
  return sidecar.invoked;
}

test("a password that is guessed at once is refused, wherever it is set", async () => {
  for (const weak of ["password12", "1234567890", "qwertyuiop", "aaaaaaaaaa", email]) {
    const { status, body } = await register({ password: weak });
    assert.deepEqual([status, body.code], [422, "invalid"], weak);
  }
  const { body } = await register();
  const change = { current: password, new: "Password1234" };
  const headers = headersOf(body.access_token);
  const changed = await call(url, "POST", "/v1/me/password", { body: change, headers });
  assert.equal(changed.status, 422);
  assert.equal((await logIn(password)).status, 200);
});

test("a person is told by mail that their password was changed, at a confirmed address", async () => {
  const { body } = await register();
  await world.db.query("update users set email_confirmed_at = now() where email = $1", [email]);
  const change = { current: password, new: "another long password" };
  const headers = headersOf(body.access_token);
  assert.equal((await call(url, "POST", "/v1/me/password", { body: change, headers })).status, 200);
  const [mail] = await mailed("password-changed");
  assert.equal(mail?.metadata.subject, "Your password was changed");
  assert.equal(mail?.metadata.emailTo, email);
});

test("nobody keeps another's address by registering it first", async () => {
  const squatter = (await register()).body.access_token as string;
  sidecar.published = [];
  assert.equal((await register({ password: "the real owner of it" })).status, 409);
  const [mail] = await mailed("password-reset");
  const [, token = ""] = /reset\?token=([\w.-]+)/.exec(String(mail?.data)) ?? [];
  const set = { token, password: "the real owner of it" };
  assert.equal((await call(url, "POST", "/v1/auth/reset-password", { body: set })).status, 204);
  const { status, body } = await logIn("the real owner of it");
  assert.equal(status, 200);
  const me = await call(url, "GET", "/v1/me", { headers: headersOf(body.access_token) });
  assert.equal(me.body.email_confirmed, true, "the link proved the address");
  assert.equal((await call(url, "GET", "/v1/me", { headers: headersOf(squatter) })).status, 401);
  assert.equal((await logIn(password)).status, 401);
});

test("a forgotten password sends no link to an address that nobody has proved", async () => {
  await register();
  sidecar.published = [];
  await call(url, "POST", "/v1/auth/forgot-password", { body: { email } });
  assert.deepEqual(await mailed("password-reset"), []);
});

test("of an account that is erased no count by its address or id stays, and the browser forgets answers", async () => {
  const { body } = await register();
  const id = await idOf(body.access_token);
  await logIn("wrong guess");
  await call(url, "POST", "/v1/auth/forgot-password", { body: { email } });
  const erased = await call(url, "DELETE", "/v1/me", {
    body: { password },
    headers: headersOf(body.access_token),
  });
  assert.deepEqual([erased.status, erased.headers.get("clear-site-data")], [202, '"cache"']);
  await world.db.transaction((tx) => eraseDue(tx, id, new Date(erased.body.erase_at)));
  const { rows } = await world.db.query("select key from rate_limits where strpos(key, $1) > 0", [email]);
  assert.deepEqual(rows, []);
});
