import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openDatabase } from "../../functions/_shared/store/database.ts";
import { call, confirmEmail, newPerson, type Person } from "../support/client.ts";
import { environment } from "../support/environment.ts";
import { eventually } from "../support/eventually.ts";
import { type MailServer, startMailServer } from "../support/mail-server.ts";
import { type Browser, type PushService, startPushService } from "../support/push-service.ts";

const { url } = environment;
const db = openDatabase(environment.databaseUrl, { max: 1 });
after(() => db.close());
let push: PushService;
let mail: MailServer;

before(async () => {
  push = await startPushService(environment.pushPort);
  mail = await startMailServer(environment.smtpPort);
});
after(async () => {
  await Promise.all([push.stop(), mail.stop()]);
});

const inSeconds = (seconds: number) => new Date(Math.ceil(Date.now() / 1000 + seconds) * 1000).toISOString();

async function subscribed(person: Person): Promise<Browser> {
  const browser = push.subscribe();
  const { status } = await person.call("POST", "/v1/push-subscriptions", { body: browser.subscription });
  assert.equal(status, 201);
  return browser;
}

/** Mails to a person without the confirmation of the address. */
const remindersTo = ({ email }: Person) => mail.to(email).filter(({ html }) => !html?.includes("#/confirm"));

async function remindersOf(person: Person, id: number) {
  return (await person.call("GET", `/v1/tasks/${id}/reminders`)).body.results;
}

/** The ledger's row of a task's first reminder on a channel, once it is final. */
async function delivered(person: Person, id: number, on: string) {
  const [reminder] = await remindersOf(person, id);
  return reminder?.deliveries.find(
    ({ channel, status }: { channel: string; status: string }) => channel === on && status !== "sending",
  );
}

/** Lets a reminder fire, and returns by how many milliseconds it was late. */
async function ring(person: Person, browser: Browser) {
  const at = inSeconds(2);
  const task = await person.create({ title: "Call home", reminders: [{ at }] });
  const came = () => browser.received.find(({ payload }) => payload.task_id === task.id);
  const received = await eventually(came, { ms: 30_000, what: "the push" });
  const lateness = received.at - Date.parse(at);
  assert.ok(lateness >= 0, "never early");
  return { task, received, lateness };
}

test("a reminder arrives encrypted at its second, and the ledger says so", async () => {
  const person = await newPerson(url);
  const browser = await subscribed(person);
  const rung = [await ring(person, browser)];
  // If the machine stalled at that second, two others must be in time.
  if (rung.some(({ lateness }) => lateness >= 5000))
    rung.push(await ring(person, browser), await ring(person, browser));
  const { task, received } = rung.at(-1) as (typeof rung)[number];
  const lateness = rung.map((each) => each.lateness);
  assert.ok(lateness.length === 1 || Math.max(...lateness.slice(1)) < 5000, `late by ${lateness} ms`);
  assert.equal(received.payload.title, "Call home");
  assert.equal(received.payload.task_id, task.id);
  assert.equal(received.payload.late, false);
  const [reminder] = await eventually(async () => {
    const all = await remindersOf(person, task.id);
    return all[0]?.deliveries.some(
      (each: { status: string; channel: string }) => each.channel === "push" && each.status === "sent",
    )
      ? all
      : undefined;
  });
  assert.equal(reminder.state, "fired");
  assert.deepEqual(push.faults, []);
});

test("a reminder moves with its task, and one that was moved or completed does not ring", async () => {
  const person = await newPerson(url, { time_zone: "UTC" });
  const browser = await subscribed(person);
  // Far enough ahead that everything below is done before.
  const [first, second] = [inSeconds(12), inSeconds(14)];
  const moved = await person.create({ title: "Moved", reminders: [{ at: first }] });
  await person.patch(moved, { reminders: [{ at: second }] });
  const completed = await person.create({ title: "Completed", reminders: [{ at: first }] });
  await person.act(completed, "complete");
  const received = await eventually(() => browser.received[0], { ms: 30_000, what: "the push" });
  assert.equal(received.payload.title, "Moved");
  assert.ok(received.at >= Date.parse(second));
  const last = await person.create({ title: "Afterwards", reminders: [{ at: inSeconds(2) }] });
  await eventually(() => browser.received.some(({ payload }) => payload.task_id === last.id));
  assert.deepEqual(
    browser.received.map(({ payload }) => payload.title),
    ["Moved", "Afterwards"],
  );
  const [cancelled] = await remindersOf(person, completed.id);
  assert.equal(cancelled.state, "cancelled");
  assert.equal(cancelled.reason, "completed");
});

test("a reminder relative to the due time is computed in the person's zone", async () => {
  const person = await newPerson(url, { time_zone: "America/New_York" });
  const task = await person.create({
    title: "Ahead",
    due: { date: "2030-07-01", time: "09:00" },
    reminders: [{ before: "PT30M" }],
  });
  const [reminder] = await remindersOf(person, task.id);
  assert.equal(reminder.remind_at, "2030-07-01T12:30:00.000Z");
  await person.call("PATCH", "/v1/me", { body: { time_zone: "Europe/Berlin" } });
  await eventually(async () => {
    const scheduled = (await remindersOf(person, task.id)).filter(
      (each: { state: string }) => each.state === "scheduled",
    );
    return scheduled[0]?.remind_at === "2030-07-01T06:30:00.000Z";
  });
});

test("a device that has unsubscribed is dropped, and e-mail steps in", async () => {
  const person = await newPerson(url);
  await confirmEmail(url, person, mail);
  await person.call("PATCH", "/v1/me", { body: { notifications: { email: "fallback" } } });
  const browser = await subscribed(person);
  browser.answer = 410;
  await person.create({ title: "Fall <b>back</b>", reminders: [{ at: inSeconds(1) }] });
  const received = await eventually(() => remindersTo(person)[0], { what: "the e-mail" });
  assert.equal(received.subject, "Fall <b>back</b>");
  assert.match(received.html ?? "", /Fall &#60;b&#62;back/);
  assert.equal((await person.call("GET", "/v1/push-subscriptions")).body.results.length, 0);
});

test("the e-mail that steps in is not forgotten when the mail server fails first", async () => {
  const person = await newPerson(url);
  await confirmEmail(url, person, mail);
  await person.call("PATCH", "/v1/me", { body: { notifications: { email: "fallback" } } });
  const browser = await subscribed(person);
  browser.answer = 403;
  mail.refuse(person.email, 1);
  await person.create({ title: "Twice tried", reminders: [{ at: inSeconds(1) }] });
  await eventually(() => remindersTo(person)[0], { ms: 30_000, what: "the e-mail" });
  assert.equal(remindersTo(person).length, 1);
});

test("mails of one moment reach the person each is for", async () => {
  const people = await Promise.all(
    Array.from({ length: 12 }, async (_, n) => {
      const person = await newPerson(url);
      await confirmEmail(url, person, mail);
      await person.call("PATCH", "/v1/me", { body: { notifications: { email: "always" } } });
      return { person, title: `Only for ${n}` };
    }),
  );
  const at = inSeconds(5);
  await Promise.all(people.map(({ person, title }) => person.create({ title, reminders: [{ at }] })));
  for (const { person, title } of people) {
    const received = await eventually(() => remindersTo(person)[0], { ms: 60_000, what: title });
    assert.deepEqual([received.subject, received.html?.includes(title)], [title, true]);
  }
  for (const { person } of people) assert.equal(remindersTo(person).length, 1);
});

test("a mail server that takes its time gets a mail once", async () => {
  const person = await newPerson(url);
  await confirmEmail(url, person, mail);
  await person.call("PATCH", "/v1/me", { body: { notifications: { email: "always" } } });
  mail.delay(person.email, 6000);
  const task = await person.create({ title: "Slowly", reminders: [{ at: inSeconds(1) }] });
  await eventually(() => remindersTo(person)[0], { ms: 30_000, what: "the e-mail" });
  // It arrives while the function still waits, or after it has given up.
  const { status, reason } = await eventually(() => delivered(person, task.id, "email"), {
    ms: 30_000,
    what: "the end of the delivery",
  });
  assert.deepEqual(
    [status, reason],
    ["failed", "the mail server took too long; it may have arrived all the same"],
  );
  assert.equal(remindersTo(person).length, 1);
});

test("ending all sessions ends the pushes to their devices", async () => {
  const person = await newPerson(url);
  await subscribed(person);
  await person.endSessions();
  assert.deepEqual((await person.call("GET", "/v1/push-subscriptions")).body.results, []);
});

test("no reminder is mailed to an address that is not confirmed, and the ledger says why", async () => {
  const person = await newPerson(url);
  const me = async () => (await person.call("GET", "/v1/me")).body;
  assert.equal((await me()).email_confirmed, false);
  // Enabling mail sends the link by itself.
  await person.call("PATCH", "/v1/me", { body: { notifications: { email: "always" } } });
  await eventually(() => mail.to(person.email)[0], { what: "the link" });
  const before = await person.create({ title: "Before", reminders: [{ at: inSeconds(1) }] });
  const skipped = await eventually(() => delivered(person, before.id, "email"));
  assert.deepEqual([skipped.status, skipped.reason], ["skipped", "the e-mail address is not confirmed"]);
  await confirmEmail(url, person, mail);
  assert.equal((await me()).email_confirmed, true);
  await person.create({ title: "After", reminders: [{ at: inSeconds(1) }] });
  const received = await eventually(() => remindersTo(person)[0], { what: "the e-mail" });
  assert.equal(received.subject, "After");
});

test("an address is confirmed by its own link only, and few of them are sent", async () => {
  const [one, two] = [await newPerson(url), await newPerson(url)];
  const confirm = (token: string) => call(url, "POST", "/v1/me/email/confirm", { body: { token } });
  const token = await confirmEmail(url, one, mail);
  assert.equal((await confirm(token)).status, 204, "opened twice is as good as once");
  const [head, payload = ""] = token.split(".");
  for (const forged of ["x", one.token, two.token, `${head}.${payload}.AAAA`])
    assert.equal((await confirm(forged)).status, 422);
  const asAccess = await call(url, "GET", "/v1/me", { headers: { authorization: `Bearer ${token}` } });
  assert.equal(asAccess.status, 401);
  await db.query("delete from users where email = $1", [one.email]);
  assert.equal((await confirm(token)).status, 422, "its account is gone");
  const asked = [];
  for (let n = 0; n < 6; n += 1) asked.push((await two.call("POST", "/v1/me/email/confirmation")).status);
  // Registering has sent the first of five.
  assert.deepEqual(asked, [202, 202, 202, 202, 429, 429]);
  assert.equal((await two.call("GET", "/v1/me")).body.email_confirmed, false);
  const patched = await two.call("PATCH", "/v1/me", { body: { notifications: { email: "always" } } });
  assert.equal(patched.status, 200);
});

test("a link that cannot be sent fails at once, and says so", async () => {
  const person = await newPerson(url);
  mail.refuse(person.email, 100);
  await person.call("POST", "/v1/me/email/confirmation");
  await eventually(async () => {
    const { body } = await person.call("GET", "/v1/notifications");
    const failed = body.results.filter(({ status }: { status: string }) => status === "failed");
    assert.match(failed[0]?.reason, /^the mail server refused it \(4\d\d [^{}]*\)$/);
    return true;
  });
});
