import assert from "node:assert/strict";
import { createHash, randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import { openDatabase } from "../../functions/_shared/store/database.ts";
import { call, confirmEmail, newPerson, type Person } from "../support/client.ts";
import { environment } from "../support/environment.ts";
import { eventually } from "../support/eventually.ts";
import { type MailServer, startMailServer } from "../support/mail-server.ts";
import { notify, readNotifications } from "../support/notifications.ts";

const { url } = environment;
const fresh = "another good password";
const db = openDatabase(environment.databaseUrl, { max: 1 });
after(() => db.close());
let mail: MailServer;
before(async () => {
  mail = await startMailServer(environment.smtpPort);
});
after(() => mail.stop());

const forget = (email: string) => call(url, "POST", "/v1/auth/forgot-password", { body: { email } });
const reset = (token: string, password = fresh) =>
  call(url, "POST", "/v1/auth/reset-password", { body: { token, password } });
const logIn = (email: string, password: string) =>
  call(url, "POST", "/v1/auth/login", { body: { email, password } });

async function newConfirmed(): Promise<Person> {
  const person = await newPerson(url);
  await confirmEmail(url, person, mail);
  return person;
}

const isReset = ({ html }: { html?: string }) => html?.includes("#/reset") ?? false;

/** The tokens mailed to an address, once there are so many. */
const tokensOf = (email: string, count = 1) =>
  eventually(
    () => {
      const tokens = mail
        .to(email)
        .flatMap(({ html }) => /#\/reset\?token=([\w.-]+)/.exec(html ?? "")?.[1] ?? []);
      return tokens.length >= count ? tokens : undefined;
    },
    { what: "the link" },
  );

test("who forgot their password sets a new one by the link, once, and every session ends", async () => {
  const person = await newConfirmed();
  assert.equal((await forget(person.email.toUpperCase())).status, 202);
  const [token = ""] = await tokensOf(person.email);
  const { subject, html } = mail.to(person.email).at(-1) ?? {};
  assert.equal(subject, "Choose a new password");
  assert.match(html ?? "", /once and for 1 hour/);
  assert.equal((await reset(token, "short")).status, 422, "a password that is none leaves the link as it is");
  assert.equal((await reset(token)).status, 204);
  assert.equal((await logIn(person.email, person.password)).status, 401);
  assert.equal((await logIn(person.email, fresh)).status, 200);
  const refreshed = await call(url, "POST", "/v1/auth/refresh", { headers: { cookie: person.cookie } });
  assert.equal(refreshed.status, 401);
  const again = await reset(token, "yet another good one");
  assert.deepEqual([again.status, again.body.code], [422, "invalid"]);
  assert.equal((await logIn(person.email, fresh)).status, 200);
});

test("of two uses at the same time one counts; links from before a change of password are void", async () => {
  const person = await newConfirmed();
  await forget(person.email);
  await forget(person.email);
  const [first = "", second = ""] = await tokensOf(person.email, 2);
  const statuses = await Promise.all([reset(first), reset(first)]);
  assert.deepEqual(statuses.map(({ status }) => status).sort(), [204, 422]);
  assert.equal((await reset(second)).status, 422, "the other link was for the former password");
  const changed = await newConfirmed();
  await forget(changed.email);
  const [token = ""] = await tokensOf(changed.email);
  const change = { current: changed.password, new: "changed in the settings" };
  assert.equal((await changed.call("POST", "/v1/me/password", { body: change })).status, 200);
  assert.equal((await reset(token)).status, 422);
});

test("a link sets its own account's password only, and nothing else stands for one", async () => {
  const [mine, theirs] = [await newConfirmed(), await newConfirmed()];
  for (const { email } of [mine, theirs]) await forget(email);
  const [[one = ""], [two = ""]] = [await tokensOf(mine.email), await tokensOf(theirs.email)];
  const [head, body] = one.split(".");
  const [, otherBody, signature] = two.split(".");
  const forged = [
    `${head}.${otherBody}.${one.split(".")[2]}`,
    `${head}.${body}.${signature}`,
    `${Buffer.from('{"alg":"none","typ":"password-reset+jwt"}').toString("base64url")}.${otherBody}.`,
    mine.token,
    "x.y.z",
    "",
  ];
  for (const token of forged) assert.equal((await reset(token)).status, 422, token);
  const asAccess = await call(url, "GET", "/v1/me", { headers: { authorization: `Bearer ${one}` } });
  assert.equal(asAccess.status, 401);
  assert.equal((await reset(one)).status, 204);
  assert.equal((await logIn(theirs.email, theirs.password)).status, 200);
});

test("nobody learns from the answer whose address has an account, nor whose is confirmed", async () => {
  const [confirmed, unconfirmed] = [await newConfirmed(), await newPerson(url)];
  const nobody = `${randomUUID()}@example.com`;
  const addresses = [confirmed.email, unconfirmed.email, nobody];
  const answers = [];
  const times = new Map(addresses.map((email) => [email, [] as number[]]));
  for (let round = 0; round < 7; round += 1)
    for (const email of addresses) {
      const began = performance.now();
      answers.push({ email, round, answer: await forget(email) });
      times.get(email)?.push(performance.now() - began);
    }
  for (const { round, answer } of answers) assert.equal(answer.status, round < 5 ? 202 : 429);
  const bodies = answers.filter(({ round }) => round < 5).map(({ answer }) => JSON.stringify(answer.body));
  assert.equal(new Set(bodies).size, 1);
  const names = ({ headers }: { headers: Headers }) => [...headers.keys()].join();
  assert.equal(new Set(answers.filter(({ round }) => round < 5).map(({ answer }) => names(answer))).size, 1);
  // The fastest of each, since other work of the machine only lengthens an answer.
  const quickest = addresses.map((email) => Math.min(...(times.get(email) ?? []).slice(0, 5)));
  assert.ok(Math.max(...quickest) - Math.min(...quickest) < 100, `about the same time: ${quickest}`);
  await tokensOf(confirmed.email, 5);
  const ledger = await eventually(async () => {
    const { body } = await unconfirmed.call("GET", "/v1/notifications");
    const resets = body.results.filter(({ title }: { title: string }) => title === "Choose a new password");
    return resets.length === 5 && resets;
  });
  for (const { status, reason } of ledger)
    assert.deepEqual([status, reason], ["skipped", "the e-mail address is not confirmed"]);
  assert.deepEqual(mail.to(unconfirmed.email).filter(isReset), []);
  assert.deepEqual(mail.to(nobody), []);
});

test("no link lies in a topic; brought twice, or made twice, it is one mail and one link", async () => {
  const person = await newConfirmed();
  const { id } = (await person.call("GET", "/v1/me")).body;
  await forget(person.email);
  const [token = ""] = await tokensOf(person.email);
  const topic = await readNotifications();
  after(topic.stop);
  const event = await topic.of(id, "todo.notification.v1.password-reset");
  const confirmation = await topic.of(id, "todo.notification.v1.confirmation");
  assert.deepEqual(Object.keys(confirmation.data).sort(), [
    "kind",
    "notification_id",
    "requested_at",
    "user_id",
  ]);
  for (const secret of ["token=", token, token.split(".")[2] as string, person.email])
    assert.equal(
      topic.events.find((each) => JSON.stringify(each).includes(secret)),
      undefined,
      `${secret} lies in the topic`,
    );
  await notify(event);
  assert.equal(mail.to(person.email).filter(isReset).length, 1, "a redelivery sends no second mail");
  // As if the process had ended after sending and before recording.
  await db.query(
    "update deliveries set status = 'sending', claimed_until = now() where notification_id = $1",
    [event.id],
  );
  await notify(event);
  assert.deepEqual(await tokensOf(person.email, 2), [token, token]);
  assert.equal((await reset(token)).status, 204);
  await person.logIn(fresh);
  const lastOf = async (more: object) => {
    const data = { ...event.data, notification_id: randomUUID(), ...more };
    await notify({ ...event, id: data.notification_id, data });
    const [{ status, reason }] = (await person.call("GET", "/v1/notifications")).body.results;
    return [status, reason];
  };
  const over = ["skipped", "its link was no longer good for anything"];
  assert.deepEqual(await lastOf({}), over, "the password is another one meanwhile");
  const { rows } = await db.query("select password_hash from users where id = $1", [id]);
  const replaces = createHash("sha256").update(rows[0].password_hash).digest("base64url");
  const hourAgo = new Date(Date.now() - 3600_000).toISOString();
  assert.deepEqual(await lastOf({ replaces, requested_at: hourAgo }), over);
  assert.equal(mail.to(person.email).filter(isReset).length, 2, "no dead link was mailed");
  assert.deepEqual(await lastOf({ replaces }), ["sent", null], "one that is good is");
});

test("what the version before published is still understood", async () => {
  const person = await newPerson(url);
  const { id: user_id } = (await person.call("GET", "/v1/me")).body;
  const bring = async (kind: string, more: object) => {
    const id = randomUUID();
    const title = `Former ${kind}`;
    const none = { task_id: null, due_at: null, due: null, late: false };
    const told = { user_id, reminder_id: id, kind, title, body: "In words", ...none, ...more };
    const data = { ...told, remind_at: new Date().toISOString() };
    const type = "todo.reminder.v1.triggered";
    const envelope = { specversion: "1.0", id, source: "/api", type, partitionkey: user_id };
    await notify({ ...envelope, datacontenttype: "application/json", actor: "person", data });
    const { results } = (await person.call("GET", "/v1/notifications")).body;
    const own = results.filter((each: { notification_id: string }) => each.notification_id === id);
    return own.map(({ channel, title }: { channel: string; title: string }) => `${channel}: ${title}`).sort();
  };
  assert.deepEqual(await bring("digest", {}), ["in-app: Former digest", "push: Former digest"]);
  assert.deepEqual(await bring("test", {}), ["in-app: Former test", "push: Former test"]);
  assert.deepEqual(await bring("confirmation", { link: "/#/confirm?token=former" }), [
    "email: Former confirmation",
  ]);
  const former = await eventually(() => mail.to(person.email).find(({ html }) => html?.includes("former")));
  assert.match(former.html ?? "", /#\/confirm\?token=former/);
});
