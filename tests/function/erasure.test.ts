import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { notificationEvent } from "../../functions/_shared/contract/notification.ts";
import { topics } from "../../functions/_shared/contract/topics.ts";
import { newId } from "../../functions/_shared/domain/ids.ts";
import api from "../../functions/api/index.ts";
import digest from "../../functions/digest/index.ts";
import notify from "../../functions/notify/index.ts";
import { call } from "../support/client.ts";
import { eventually } from "../support/eventually.ts";
import { openIssuer } from "./support/issuer.ts";
import { openWorld, received } from "./support/world.ts";

const issuer = await openIssuer();
const world = await openWorld({ env: { MAIL: "on", RATE_LIMIT_FACTOR: "1000", ...issuer.env } });
const { sidecar, db } = world;
const url = await world.serve(world.open(api));
const password = "correct horse battery staple";
const headersOf = (token: string) => ({ authorization: `Bearer ${token}` });
const days = 24 * 3_600_000;
let email = "";
let id = "";
let token = "";

const logIn = (more: object = {}) =>
  call(url, "POST", "/v1/auth/login", { body: { email, password, ...more } });
const erase = () => call(url, "DELETE", "/v1/me", { body: { password }, headers: headersOf(token) });
const exists = async () => (await db.query("select from users where id = $1", [id])).rowCount === 1;
/** Lets `digest` tick, as after its start. */
const tick = async () => world.open(digest).ticks?.["digest-tick"]?.();

beforeEach(async () => {
  // Tokens are valid for 15 minutes of the real clock.
  world.at(new Date().toISOString());
  email = `${newId()}@example.com`;
  const { body } = await call(url, "POST", "/v1/auth/register", {
    body: { email, password, time_zone: "Europe/Berlin" },
  });
  token = body.access_token;
  id = (await call(url, "GET", "/v1/me", { headers: headersOf(token) })).body.id;
  await db.query("update users set email_confirmed_at = now() where id = $1", [id]);
  Object.assign(sidecar, { published: [], invoked: [] });
});

test("an account is erased a week after its owner asked, and not before; its sessions end at once", async () => {
  const answer = await erase();
  assert.equal(answer.status, 202);
  assert.equal(answer.body.erase_at, new Date(world.now().getTime() + 7 * days).toISOString());
  assert.match(answer.headers.get("set-cookie") ?? "", /Max-Age=0/);
  assert.equal((await call(url, "GET", "/v1/me", { headers: headersOf(token) })).status, 401);
  world.pass({ days: 6, hours: 23 });
  await tick();
  assert.ok(await exists());
  world.pass({ hours: 1 });
  await tick();
  assert.ok(!(await exists()));
  assert.equal((await logIn({ keep: true })).status, 401);
});

test("a log-in meanwhile is told of it, and calls it off when the owner keeps the account", async () => {
  const { body } = await erase();
  const told = await logIn();
  assert.deepEqual(
    [told.status, told.body.code, told.body.erase_at],
    [403, "erasure-pending", body.erase_at],
  );
  assert.equal(told.headers.get("set-cookie"), null);
  const wrong = await logIn({ password: "not the password", keep: true });
  assert.deepEqual([wrong.status, wrong.body.code], [401, "wrong-credentials"], "a stranger learns nothing");
  const kept = await logIn({ keep: true });
  assert.equal(kept.status, 200);
  world.pass({ days: 8 });
  await tick();
  assert.equal(
    (await call(url, "GET", "/v1/me", { headers: headersOf(kept.body.access_token) })).status,
    200,
  );
});

/** Lets `notify` deliver an event. */
async function deliver(event: Parameters<typeof received>[1]) {
  const { on, onStop = assert.fail } = world.open(notify);
  await on.notifications(received(topics.notifications, event));
  const ledger = "select channel, status from deliveries where notification_id = $1 and status <> 'sending'";
  const rows = await eventually(async () => {
    const found = await db.query(ledger, [event.id]);
    return found.rows.length > 0 && found.rows;
  });
  await onStop();
  return rows;
}

test("a mail says when it will be erased; until then nothing rings", async () => {
  await erase();
  const [ended] = sidecar.take(topics.notifications);
  assert.ok(ended);
  assert.deepEqual(await deliver(ended), [{ channel: "email", status: "sent" }]);
  const [mail] = sidecar.invoked;
  const when = new Date(world.now().getTime() + 7 * days);
  const day = when.toLocaleDateString("en-GB", { dateStyle: "long", timeZone: "Europe/Berlin" });
  assert.ok(JSON.stringify(mail).includes(`erased for good on ${day}`), JSON.stringify(mail));
  sidecar.invoked = [];
  const data = {
    kind: "test",
    user_id: id,
    notification_id: newId(),
    requested_at: when.toISOString(),
  } as const;
  const { event } = notificationEvent("api", "person", world.now(), data);
  assert.deepEqual(await deliver(event), [{ channel: "in-app", status: "sent" }]);
  assert.deepEqual(sidecar.invoked, []);
});

test("an account of an external issuer has the same days and the same mail, and is kept by a new token", async () => {
  const email = `${newId()}@issuer.example`;
  const ask = async (method: string, path: string, sent: string) =>
    call(url, method, path, { headers: headersOf(sent) });
  const first = await issuer.token({ sub: email, email, email_verified: true }, "10s ago");
  id = (await ask("GET", "/v1/me", first)).body.id;
  const asked = await ask("DELETE", "/v1/me", first);
  assert.deepEqual([asked.status, asked.headers.get("set-cookie")?.includes("Max-Age=0")], [202, true]);
  assert.equal(asked.body.erase_at, new Date(world.now().getTime() + 7 * days).toISOString());
  const [mail] = sidecar.take(topics.notifications);
  assert.deepEqual(mail && (await deliver(mail)), [{ channel: "email", status: "sent" }]);

  assert.equal((await ask("GET", "/v1/me", first)).status, 401, "a token from before");
  const later = await issuer.token({ sub: email }, "1s");
  const pending = await ask("GET", "/v1/me", later);
  assert.deepEqual([pending.status, pending.body.code], [403, "erasure-pending"]);
  assert.equal(pending.body.erase_at, asked.body.erase_at);
  assert.equal((await ask("POST", "/v1/me/keep", later)).status, 204);
  world.pass({ days: 8 });
  await tick();
  assert.ok(await exists());

  assert.equal((await ask("DELETE", "/v1/me", later)).status, 202);
  // Some issuers do not say when a token was issued.
  const dateless = await issuer.token({ sub: email });
  assert.equal((await ask("DELETE", "/v1/me", dateless)).status, 403);
  world.pass({ days: 7 });
  await tick();
  assert.ok(!(await exists()));
});
