import assert from "node:assert/strict";
import { createECDH, createHash, randomBytes } from "node:crypto";
import { test } from "node:test";
import { newId } from "../../functions/_shared/domain/ids.ts";
import api from "../../functions/api/index.ts";
import { call } from "../support/client.ts";
import { openWorld } from "./support/world.ts";

const world = await openWorld();
const url = await world.serve(world.open(api));

/** A person who registered, with cookie and token. */
async function registered() {
  const account = { email: `${newId()}@example.com`, password: "a long enough password" };
  const answer = await call(url, "POST", "/v1/auth/register", { body: account });
  assert.equal(answer.status, 201);
  const token = answer.body.access_token as string;
  return { ...account, token, cookie: cookieOf(answer), device: deviceOf(answer) };
}
/** The cookie by which the device is known. */
const deviceOf = ({ headers }: { headers: Headers }) =>
  headers
    .getSetCookie()
    .map((each) => each.split(";")[0] as string)
    .find((each) => each.startsWith("taskwake_device=")) ?? "";

const cookieOf = ({ headers }: { headers: Headers }) =>
  (headers.get("set-cookie") ?? "").split(";")[0] as string;
const refresh = (cookie: string) => call(url, "POST", "/v1/auth/refresh", { headers: { cookie } });
const me = (token: string) => call(url, "GET", "/v1/me", { headers: { authorization: `Bearer ${token}` } });

/** A renewal that succeeds, and the cookie it gives. */
async function renewed(cookie: string): Promise<string> {
  const answer = await refresh(cookie);
  assert.equal(answer.status, 200);
  return cookieOf(answer);
}

test("a renewal whose answer was lost gives the same successor once more; a third use ends the session", async () => {
  const { cookie } = await registered();
  const [first, again] = [await renewed(cookie), await renewed(cookie)];
  assert.equal(again, first);
  assert.notEqual(first, cookie);
  assert.equal((await refresh(cookie)).status, 401);
  assert.equal((await refresh(first)).status, 401, "its owner is told by having to log in");
});

test("a token whose successor is in use is a copy, and so is one after its grace", async () => {
  const one = await registered();
  const next = await renewed(one.cookie);
  const last = await renewed(next);
  assert.equal((await refresh(one.cookie)).status, 401);
  assert.equal((await refresh(last)).status, 401);
  const two = await registered();
  const successor = await renewed(two.cookie);
  const hash = createHash("sha256")
    .update(two.cookie.split("=")[1] as string)
    .digest();
  await world.db.query(
    "update refresh_tokens set rotated_at = now() - interval '11 seconds' where token_hash = $1",
    [hash],
  );
  assert.equal((await refresh(two.cookie)).status, 401);
  assert.equal((await refresh(successor)).status, 401);
});

test("two who hold one session are noticed after a few renewals, although each repeats within the grace", async () => {
  let { cookie } = await registered();
  const seen: number[] = [];
  for (let round = 0; round < 4 && !seen.includes(401); round += 1) {
    const [owner, thief] = [await refresh(cookie), await refresh(cookie)];
    seen.push(owner.status, thief.status);
    if (thief.status === 200) assert.equal(cookieOf(thief), cookieOf(owner));
    cookie = cookieOf(owner);
  }
  assert.deepEqual(seen, [200, 200, 200, 200, 200, 401]);
});

test("a session ends at its greatest age, however much it is used", async () => {
  const { cookie } = await registered();
  const next = await renewed(cookie);
  await world.db.query("update refresh_tokens set begun_at = now() - interval '366 days'");
  assert.equal((await refresh(next)).status, 401);
});

test("ended sessions are over at once, their access tokens too; the one that goes on is not", async () => {
  const person = await registered();
  const headers = { authorization: `Bearer ${person.token}` };
  const body = { current: person.password, new: "quite another password" };
  const changed = await call(url, "POST", "/v1/me/password", { body, headers });
  assert.equal(changed.status, 200);
  assert.equal((await me(person.token)).status, 401);
  assert.equal((await refresh(person.cookie)).status, 401);
  assert.equal((await me(changed.body.access_token)).status, 200);
  await world.db.query("delete from users where lower(email) = $1", [person.email]);
  for (const path of ["/v1/me", "/v1/tasks", "/v1/changes?since=0", "/v1/push-subscriptions"])
    assert.equal(
      (await call(url, "GET", path, { headers: { authorization: `Bearer ${changed.body.access_token}` } }))
        .status,
      401,
      path,
    );
});

test("sessions are listed by their devices and end one by one, with their tokens and push subscriptions", async () => {
  const person = await registered();
  const phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Safari/604.1";
  const body = { email: person.email, password: person.password };
  const other = await call(url, "POST", "/v1/auth/login", { body, headers: { "user-agent": phone } });
  const as = (token: string) => ({ authorization: `Bearer ${token}` });
  const onPhone = as(other.body.access_token);
  const listed = async (headers: Record<string, string>) =>
    (await call(url, "GET", "/v1/sessions", { headers })).body.results;
  const keys = {
    p256dh: createECDH("prime256v1").generateKeys("base64url"),
    auth: randomBytes(16).toString("base64url"),
  };
  const subscribe = (headers: Record<string, string>) => {
    const body = { endpoint: `https://fcm.googleapis.com/${newId()}`, keys };
    return call(url, "POST", "/v1/push-subscriptions", { headers, body });
  };
  for (const headers of [onPhone, as(person.token)]) assert.equal((await subscribe(headers)).status, 201);

  const [last, first, ...more] = await listed(onPhone);
  assert.deepEqual(more, []);
  assert.deepEqual([last.device, last.current], ["Safari · iPhone", true]);
  assert.deepEqual([first.device, first.current], ["node", false]);
  assert.ok(Date.now() - Date.parse(first.begun_at) < 60_000 && first.used_at >= first.begun_at);

  const end = (id: string, headers: Record<string, string>) =>
    call(url, "DELETE", `/v1/sessions/${id}`, { headers });
  const stranger = await registered();
  assert.equal((await end(last.id, as(stranger.token))).status, 404);
  assert.equal((await me(other.body.access_token)).status, 200);
  assert.equal((await end(last.id, as(person.token))).status, 204);
  assert.equal((await end(last.id, as(person.token))).status, 404);
  assert.equal((await me(other.body.access_token)).status, 401);
  assert.equal((await subscribe(onPhone)).status, 401);
  assert.equal((await refresh(cookieOf(other))).status, 401);
  assert.equal((await listed(as(person.token))).length, 1);
  const devices = await call(url, "GET", "/v1/push-subscriptions", { headers: as(person.token) });
  assert.equal(devices.body.results.length, 1, "the other device's subscription ends alone");

  const own = await end(first.id, as(person.token));
  assert.match(own.headers.get("set-cookie") ?? "", /Max-Age=0/);
  assert.equal((await me(person.token)).status, 401);
  assert.equal((await refresh(person.cookie)).status, 401);
});

test("a session keeps its entry through renewals, and one of the previous version gets one", async () => {
  const { cookie, token } = await registered();
  const headers = { authorization: `Bearer ${token}` };
  const [before] = (await call(url, "GET", "/v1/sessions", { headers })).body.results;
  await world.db.query("delete from sessions where id = $1", [before.id]);
  assert.equal((await me(token)).status, 401);
  const next = await refresh(cookie);
  const again = { authorization: `Bearer ${next.body.access_token}` };
  const [after] = (await call(url, "GET", "/v1/sessions", { headers: again })).body.results;
  assert.deepEqual(
    [after.id, after.begun_at, after.device, after.current],
    [before.id, before.begun_at, "node", true],
  );
});

test("strangers who guess at the log-in hold up no owner under a session", async () => {
  const person = await registered();
  const headers = { authorization: `Bearer ${person.token}` };
  const body = { email: person.email, password: "a guess" };
  for (let n = 0; n < 11; n += 1) await call(url, "POST", "/v1/auth/login", { body });
  assert.equal((await call(url, "POST", "/v1/auth/login", { body })).status, 429);
  const change = { current: person.password, new: "quite another password" };
  assert.equal((await call(url, "POST", "/v1/me/password", { body: change, headers })).status, 200);
});

test("a device where the owner has logged in before counts for itself: strangers do not lock it, nor does it unlock others", async () => {
  const [owner, other] = [await registered(), await registered()];
  const logIn = (cookie = "", password: string = owner.password, email = owner.email) =>
    call(url, "POST", "/v1/auth/login", { body: { email, password }, headers: { cookie } });
  for (let n = 0; n < 11; n += 1) await logIn("", "a guess");
  assert.equal((await logIn()).status, 429, "a device that is not known");
  assert.equal((await logIn(other.device)).status, 429, "one that is known to another account");
  assert.equal((await logIn(`${owner.device}x`)).status, 429, "one that is forged");
  const known = await logIn(owner.device);
  assert.equal(known.status, 200);
  assert.equal((await logIn(deviceOf(known))).status, 200, "also by the renewed cookie");

  const shared = await logIn(owner.device, other.password, other.email);
  for (let n = 0; n < 11; n += 1) await logIn("", "a guess", other.email);
  for (const { email, password } of [owner, other])
    assert.equal((await logIn(deviceOf(shared), password, email)).status, 200, "two people on one device");

  const guesses = [];
  for (let n = 0; n < 11; n += 1) guesses.push((await logIn(owner.device, "a guess")).status);
  assert.deepEqual(guesses, [...Array(10).fill(401), 429], "a stolen device guesses little");
  assert.equal((await logIn(owner.device)).status, 429);
});

test("a token alone erases nothing: the password is asked for, and guesses are counted", async () => {
  const person = await registered();
  const headers = { authorization: `Bearer ${person.token}` };
  const erase = (body?: object) => call(url, "DELETE", "/v1/me", { headers, body });
  for (const body of [undefined, {}, { password: "not the password" }]) {
    const { status, body: problem } = await erase(body);
    assert.deepEqual([status, problem.code], [403, "wrong-password"]);
  }
  assert.equal((await me(person.token)).status, 200);
  for (let n = 0; n < 9; n += 1) await erase({ password: "not the password" });
  assert.equal((await erase({ password: "not the password" })).status, 429);
  await world.db.query("delete from rate_limits");
  assert.equal((await erase({ password: person.password })).status, 202);
  assert.equal((await me(person.token)).status, 401);
});

test("over TLS the cookie has a prefix, so that no host beside this one can set it", async () => {
  const secure = await openWorld({ env: { PUBLIC_URL: "https://todo.example" } });
  const origin = await secure.serve(secure.open(api));
  const account = { email: `${newId()}@example.com`, password: "a long enough password" };
  const answer = await call(origin, "POST", "/v1/auth/register", { body: account });
  assert.match(answer.headers.get("set-cookie") ?? "", /^__Secure-taskwake_refresh=[\w-]{43}; .*; Secure$/);
  const own = cookieOf(answer);
  const tossed = `taskwake_refresh=${"x".repeat(43)}; ${own}`;
  assert.equal((await call(origin, "POST", "/v1/auth/refresh", { headers: { cookie: tossed } })).status, 200);
});
