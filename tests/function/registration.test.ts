import assert from "node:assert/strict";
import { test } from "node:test";
import { topics } from "../../functions/_shared/contract/topics.ts";
import { newId } from "../../functions/_shared/domain/ids.ts";
import { issueReset } from "../../functions/_shared/platform/mail-links.ts";
import { createUser, userOfSubject } from "../../functions/_shared/store/accounts/users.ts";
import { cleanUp } from "../../functions/_shared/store/clean-up.ts";
import api from "../../functions/api/index.ts";
import { call } from "../support/client.ts";
import { openWorld, received, type World } from "./support/world.ts";

const world = await openWorld({ env: { REGISTRATION: "by-mail" } });
const url = await world.serve(world.open(api));
const [first, second] = ["a long enough password", "another good password"] as const;

const register = (email: string, password: string = first, at = url) =>
  call(at, "POST", "/v1/auth/register", { body: { email, password } });
const logIn = (email: string, password: string, at = url) =>
  call(at, "POST", "/v1/auth/login", { body: { email, password } });

/** The token of the link that `notify` would mail for the last registration. */
async function mailed({ sidecar, signingKey }: World = world): Promise<string> {
  const [event, ...more] = sidecar.take(topics.notifications);
  assert.ok(event && more.length === 0);
  const { data } = received(topics.notifications, event);
  assert.ok(data.kind === "password-reset" && "replaces" in data && data.proves);
  const signer = { PUBLIC_URL: "http://localhost:8080", JWT_JWK: signingKey };
  return issueReset(signer, data.user_id, data.replaces, new Date());
}
const choose = (token: string, password: string, at = url) =>
  call(at, "POST", "/v1/auth/reset-password", { body: { token, password } });

test("registering answers the same for every address, and the account begins by the mailed link", async () => {
  const email = `${newId()}@example.com`;
  const fresh = await register(email);
  assert.equal(fresh.status, 202);
  assert.equal(fresh.headers.get("set-cookie"), null);
  assert.equal((await logIn(email, first)).status, 401, "whoever registered proves nothing by the password");
  const token = await mailed();
  assert.equal((await choose(token, second)).status, 204);
  assert.equal((await logIn(email, second)).status, 200);
  assert.equal((await choose(token, first)).status, 422, "the link works once");
  world.sidecar.published = [];

  const taken = await register(email.toUpperCase());
  assert.deepEqual([taken.status, taken.body], [fresh.status, fresh.body]);
  assert.deepEqual([...taken.headers.keys()], [...fresh.headers.keys()]);
  assert.equal((await logIn(email, second)).status, 200, "nothing has changed for its owner");
  const { rows } = await world.db.query("select count(*) from users where lower(email) = $1", [email]);
  assert.equal(rows[0].count, 1);
  await mailed();
});

test("an address that a stranger registered is its owner's: by a registration of theirs, or by an issuer's word", async () => {
  const email = `${newId()}@example.com`;
  await register(email, "the stranger's password");
  world.sidecar.published = [];
  await register(email);
  assert.equal((await choose(await mailed(), second)).status, 204);
  assert.equal((await logIn(email, second)).status, 200);
  assert.equal((await logIn(email, "the stranger's password")).status, 401);

  const other = `${newId()}@example.com`;
  await register(other, "the stranger's password");
  const id = await userOfSubject(world.db, {
    id: newId(),
    subject: `issuer|${other}`,
    email: other,
    name: "",
  });
  const { rows } = await world.db.query("select email from users where id = $1", [id]);
  assert.equal(rows[0].email, other);
  world.sidecar.published = [];
});

test("mails to one address are few an hour, with an account as without", async () => {
  const [fresh, taken] = [`${newId()}@example.com`, `${newId()}@example.com`];
  await register(taken);
  world.sidecar.published = [];
  await choose(await registerAgain(taken), second);
  await world.db.query("delete from rate_limits");
  const statuses = async (email: string) => {
    const all = [];
    for (let n = 0; n < 6; n += 1) all.push((await register(email)).status);
    return all;
  };
  assert.deepEqual(await statuses(fresh), [202, 202, 202, 202, 202, 429]);
  assert.deepEqual(await statuses(taken), [202, 202, 202, 202, 202, 429]);
  world.sidecar.published = [];
});

async function registerAgain(email: string): Promise<string> {
  await register(email);
  return mailed();
}

test("a registration that nobody confirms is removed after a day, and gives way where accounts begin at once", async () => {
  const [old, email] = [`${newId()}@example.com`, `${newId()}@example.com`];
  await register(old);
  await register(email);
  world.sidecar.published = [];
  await world.db.query("update users set created_at = $2 where email = $1", [
    old,
    new Date(world.now().getTime() - 25 * 3_600_000),
  ]);
  await cleanUp(world.db, world.now());
  const { rows } = await world.db.query("select email from users where email = any ($1)", [[old, email]]);
  assert.deepEqual(rows, [{ email }]);
  const person = {
    id: newId(),
    email,
    name: "",
    time_zone: "UTC",
    language: "en",
    password_hash: "h",
  } as const;
  assert.ok(await createUser(world.db, person));
  assert.equal(await createUser(world.db, { ...person, id: newId() }), undefined, "it is taken now");
});
