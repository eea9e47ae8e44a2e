import assert from "node:assert/strict";
import { after, beforeEach, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { decodeJwt } from "jose";
import { notificationEvent } from "../../functions/_shared/contract/notification.ts";
import type { ToldNotification, TriggeredReminder } from "../../functions/_shared/contract/schemas.ts";
import { topics } from "../../functions/_shared/contract/topics.ts";
import { newId } from "../../functions/_shared/domain/ids.ts";
import { printOf } from "../../functions/_shared/platform/mail-links.ts";
import { savePushSubscription } from "../../functions/_shared/store/accounts/push-subscriptions.ts";
import { readLedger, remindersOfTask } from "../../functions/_shared/store/deliveries/ledger.ts";
import notify from "../../functions/notify/index.ts";
import { eventually } from "../support/eventually.ts";
import { type Browser, startPushService } from "../support/push-service.ts";
import { openWorld, received } from "./support/world.ts";

const push = await startPushService();
after(() => push.stop());
const world = await openWorld();
const { sidecar, db } = world;
const { on, onStart = assert.fail, onStop = assert.fail } = world.open(notify);
after(() => onStop());
let user = "";

/** Lets `notify` take a notification and deliver it as far as it can now. */
async function handle(event: Parameters<typeof on.notifications>[0]): Promise<void> {
  await on.notifications(event);
  await delivered();
}

/** Resolves when nothing is left to be delivered now. */
const delivered = () =>
  eventually(async () => (await pending()).every(({ later }) => later), { every: 5, what: "the deliveries" });

/** What has to be delivered, and whether its next try is later. */
async function pending() {
  const { rows } = await db.query<{ id: string; later: boolean; attempts: number }>(
    `select id, next_try > now() and claimed_until is null as later, attempts from pending_notifications`,
  );
  return rows;
}

/** Lets the time of each next try come, and delivers. */
async function triedAgain(): Promise<void> {
  await db.query("update pending_notifications set next_try = now()");
  // Any other notification wakes it, as its clock does.
  await on.notifications(notification({ user_id: newId() }));
  await delivered();
}

beforeEach(async () => {
  world.at("2026-11-30T10:00:00Z");
  Object.assign(sidecar, { published: [], invoked: [], check: () => undefined });
  user = await world.user();
});

/** A reminder of the user, due now. */
const notification = (more: Partial<TriggeredReminder> = {}) =>
  arriving({
    ...{ kind: "reminder", user_id: user, reminder_id: newId(), task_id: 1, title: "Call home" },
    ...{ due: null, due_at: null, remind_at: world.now().toISOString(), late: false },
    ...more,
  });

/** A notification other than a reminder, requested now. */
const asked = (more: { kind: "test" | "confirmation" } | { kind: "password-reset"; replaces: string }) =>
  arriving({
    ...more,
    ...{ user_id: user, notification_id: newId(), requested_at: world.now().toISOString() },
  });

const digestOf = (today: string[], overdue: string[]) =>
  arriving({
    ...{ kind: "digest", user_id: user, notification_id: newId(), requested_at: world.now().toISOString() },
    ...{ today, overdue },
  });

const arriving = (told: ToldNotification) =>
  received(topics.notifications, notificationEvent("remind", "system", world.now(), told).event);

async function subscribed(): Promise<Browser> {
  const browser = push.subscribe();
  const { endpoint, keys } = browser.subscription;
  await savePushSubscription(db, user, { id: newId(), endpoint, ...keys, device: "test" });
  return browser;
}

const settings = (value: object) =>
  db.query("update users set settings = $2 where id = $1", [user, JSON.stringify(value)]);
const confirmed = () => db.query("update users set email_confirmed_at = now() where id = $1", [user]);

/** The ledger of the user, as `channel status reason`. */
async function ledger(): Promise<string[]> {
  const { results = [] } = (await readLedger(db, user, { limit: 50 })) ?? {};
  return results
    .map(({ channel, status, reason }) => [channel, status, reason].filter(Boolean).join(" "))
    .sort();
}

/** Ends the lease of the current attempt. */
const leaseEnds = () => db.query("update deliveries set claimed_until = now() - interval '1 second'");

test("a reminder reaches the phone encrypted, the open devices and the ledger; once, however often it comes", async () => {
  const browser = await subscribed();
  const task = await world.task(user, { title: "Call home", due: { date: "2026-11-30", time: "11:00" } });
  const event = notification({ task_id: task.id, due: task.due, due_at: task.due_at });
  await handle(event);
  await handle(event);
  assert.deepEqual(push.faults, []);
  assert.equal(browser.received.length, 1);
  const { payload, topic } = browser.received[0] ?? assert.fail();
  assert.deepEqual([payload.title, payload.task_id, payload.late], ["Call home", task.id, false]);
  assert.deepEqual([payload.tag, topic], [event.id, event.id.replaceAll("-", "")]);
  const updates = sidecar.take(topics.taskUpdates).map((each) => received(topics.taskUpdates, each));
  assert.deepEqual(
    updates.map(({ id, data }) => [id, data.operation, data.seq]),
    [[event.id, "reminded", task.seq]],
  );
  assert.deepEqual(await ledger(), ["in-app sent", "push sent"]);
});

test("a reminder that waited for more than a minute says that it is late; a digest never does", async () => {
  const browser = await subscribed();
  const [inTime, late, digest] = [notification(), notification(), digestOf(["A"], [])];
  world.pass({ seconds: 60 });
  await handle(inTime);
  world.pass({ seconds: 1 });
  await handle(late);
  await handle(digest);
  assert.deepEqual(
    browser.received.map(({ payload }) => payload.late),
    [false, true, false],
  );
});

test("what fell into the quiet hours rings once when they end, unless its task is done by then", async () => {
  user = await world.user({ time_zone: "Europe/Berlin" });
  const browser = await subscribed();
  await settings({ quiet_hours: { from: "22:00", to: "07:00" } });
  const kept = await world.task(user, { title: "Kept" });
  const done = await world.task(user, { title: "Done" });
  world.at("2026-12-01T02:00:00Z");
  const remind_at = world.now().toISOString();
  await handle(notification({ task_id: kept.id, title: "Kept", remind_at }));
  await handle(notification({ task_id: done.id, title: "Done", remind_at }));
  const { rows } = await db.query("select attempts, next_try - now() as wait from pending_notifications");
  // From 03:00 to 07:00 in Berlin; waiting is no try.
  assert.deepEqual(
    rows.map(({ attempts, wait }) => [attempts, Math.round(wait.hours + (wait.minutes ?? 0) / 60)]),
    [
      [0, 4],
      [0, 4],
    ],
  );
  await triedAgain();
  assert.equal(browser.received.length, 0, "it is still quiet");
  await db.query("update tasks set status = 'done' where id = $1", [done.id]);
  world.at("2026-12-01T06:00:00Z");
  await triedAgain();
  assert.deepEqual(
    browser.received.map(({ payload }) => [payload.title, payload.late]),
    [["Kept", true]],
  );
  assert.equal((await pending()).length, 0);
  await triedAgain();
  assert.equal(browser.received.length, 1);
});

test("quiet hours are the person's own: the phone is silent until they end, and the app is told at once", async () => {
  user = await world.user({ time_zone: "Europe/Berlin" });
  const browser = await subscribed();
  await settings({ quiet_hours: { from: "22:00", to: "07:00" } });
  for (const [at, rings] of [
    ["2026-11-30T20:59:59Z", true],
    ["2026-11-30T21:00:00Z", false],
    ["2026-12-01T05:59:59Z", false],
    ["2026-12-01T06:00:00Z", true],
  ] as const) {
    world.at(at);
    await db.query("delete from deliveries");
    browser.received.length = 0;
    await handle(notification());
    assert.equal(browser.received.length, rings ? 1 : 0, at);
    assert.deepEqual(await ledger(), ["in-app sent", ...(rings ? ["push sent"] : [])], at);
  }
  world.at("2026-12-01T03:00:00Z");
  browser.received.length = 0;
  await handle(asked({ kind: "test" }));
  assert.equal(browser.received.length, 1, "a test that someone asks for rings at any hour");
  await db.query("delete from pending_notifications");
});

test("push that is switched off, and a person without a device, are told by the ledger", async () => {
  await handle(notification());
  assert.deepEqual(await ledger(), ["in-app sent", "push skipped no device has subscribed"]);
  await db.query("delete from deliveries");
  const browser = await subscribed();
  await settings({ notifications: { push: false } });
  await handle(notification());
  assert.deepEqual(await ledger(), ["in-app sent", "push skipped push is switched off"]);
  assert.equal(browser.received.length, 0);
});

test("a push service that is out of order for a moment is tried again, and rings once", async () => {
  const [browser, other] = [await subscribed(), await subscribed()];
  browser.answer = 503;
  await handle(notification());
  assert.deepEqual(await ledger(), [
    "in-app sent",
    "push sending the push service is out of order (503)",
    "push sent",
  ]);
  browser.answer = 201;
  await triedAgain();
  assert.deepEqual([browser.received.length, other.received.length], [1, 1]);
  assert.deepEqual(await ledger(), ["in-app sent", "push sent", "push sent"]);
});

test("what cannot be reached is tried again only where a push was ever taken: others wait behind it", async () => {
  const [dead, alive] = [await subscribed(), await subscribed()];
  dead.answer = 0;
  await handle(notification());
  assert.deepEqual([dead.refused, alive.received.length], [1, 1]);
  assert.ok((await ledger()).includes("push failed the push service could not be reached"));
  alive.answer = 0;
  await handle(notification());
  alive.answer = 201;
  await triedAgain();
  assert.equal(alive.received.length, 2);
});

test("a device that has unsubscribed is dropped, and e-mail steps in where it is wanted", async () => {
  await confirmed();
  await settings({ notifications: { email: "fallback" } });
  const browser = await subscribed();
  await handle(notification({ title: "Taken" }));
  assert.equal(sidecar.invoked.length, 0, "a device took it");
  browser.answer = 410;
  await handle(notification({ title: "Fall <b>back</b>" }));
  const [{ name, data, metadata }] = sidecar.invoked as [(typeof sidecar.invoked)[number]];
  assert.deepEqual(
    [name, metadata],
    ["smtp", { emailTo: `${user}@example.com`, subject: "Fall <b>back</b>" }],
  );
  assert.match(String(data), /Fall &#60;b&#62;back/);
  const { rows } = await db.query("select from push_subscriptions where user_id = $1", [user]);
  assert.equal(rows.length, 0);
});

test("a mail is tried again when the server refuses it, and not when it may have arrived", async () => {
  await confirmed();
  await settings({ notifications: { email: "always" } });
  const failing = (message: string) => {
    sidecar.check = ({ binding }) => {
      if (binding) throw new Error(message);
    };
  };
  const refused = notification();
  failing("error sending: 451 try later");
  await handle(refused);
  assert.ok((await ledger()).includes("email sending the mail server refused it (451 try later)"));
  sidecar.check = () => undefined;
  await triedAgain();
  assert.equal(sidecar.invoked.length, 1);
  const slow = notification();
  failing("context deadline exceeded");
  await handle(slow);
  sidecar.check = () => undefined;
  await handle(slow);
  assert.equal(sidecar.invoked.length, 1, "it is not sent a second time");
  assert.ok(
    (await ledger()).includes("email failed the mail server took too long; it may have arrived all the same"),
  );
});

test("no reminder is mailed to an address that is not confirmed, but the link that confirms it is", async () => {
  await settings({ notifications: { email: "always" } });
  await handle(notification());
  assert.ok((await ledger()).includes("email skipped the e-mail address is not confirmed"));
  assert.equal(sidecar.invoked.length, 0);
  const confirmation = asked({ kind: "confirmation" });
  await handle(confirmation);
  assert.match(
    String(sidecar.invoked[0]?.data),
    /href="http:\/\/localhost:8080\/#\/confirm\?token=[\w.-]+">Confirm</,
  );
  await handle(asked({ kind: "password-reset", replaces: printOf("hash") }));
  assert.equal(sidecar.invoked.length, 1, "who has not proven the address gets no key to the account");
  await confirmed();
  await handle(asked({ kind: "confirmation" }));
  assert.equal(sidecar.invoked.length, 1, "there is nothing to confirm any more");
});

test("a link is the one that was asked for, however late and often it is made; a dead one is not mailed", async () => {
  await confirmed();
  await db.query("update users set password_hash = 'hash' where id = $1", [user]);
  const links = () =>
    sidecar.invoked.map(({ data }) => /#\/reset\?token=([\w.-]+)/.exec(String(data))?.[1] ?? "no link");
  const event = asked({ kind: "password-reset", replaces: printOf("hash") });
  world.pass({ minutes: 59 });
  await handle(event);
  await handle(event);
  assert.equal(links().length, 1, "a redelivery sends no second mail");
  await db.query("update deliveries set status = 'sending', claimed_until = now() - interval '1 second'");
  await handle(event);
  const [first, second] = links();
  assert.equal(second, first, "made again it is the same link");
  const { iat = 0, exp = 0, replaces } = decodeJwt(first as string);
  assert.deepEqual([exp - iat, replaces], [3600, printOf("hash")]);
  assert.equal(iat, Date.parse("2026-11-30T10:00:00Z") / 1000, "its hour began when it was asked for");
  const dead = async (print: string) => {
    sidecar.invoked = [];
    await db.query("delete from deliveries");
    await handle({ ...event, data: { ...event.data, replaces: print } as never });
    assert.deepEqual(
      [links(), await ledger()],
      [[], ["email skipped its link was no longer good for anything"]],
    );
  };
  await dead(printOf("another"));
  world.pass({ minutes: 1 });
  await dead(printOf("hash"));
});

test("the digest is told in the reader's words", async () => {
  user = await world.user({ language: "de" });
  const browser = await subscribed();
  await handle(digestOf(["Anrufen"], ["Miete", "Müll"]));
  const { title, body, kind, task_id } = browser.received[0]?.payload ?? assert.fail();
  assert.deepEqual([kind, task_id], ["digest", null]);
  assert.equal(title, "Dein Tag: 1 für heute, 2 überfällig");
  assert.equal(body, "Überfällig: Miete\nÜberfällig: Müll\nAnrufen");
});

test("many reminders of a moment are one notification that counts them, in every task's history", async () => {
  const browser = await subscribed();
  const tasks = [];
  for (let n = 1; n <= 6; n += 1)
    tasks.push(await world.task(user, { title: `Task ${n}`, reminders: [{ at: "2026-11-30T11:00:00Z" }] }));
  const { rows } = await db.query("select id, task_id, title from reminders where user_id = $1 order by id", [
    user,
  ]);
  const reminders = rows.slice(0, 5).map(({ id, ...row }) => ({ reminder_id: id, ...row }));
  const notification_id = newId();
  await db.query("update reminders set notification_id = $2, state = 'fired' where user_id = $1", [
    ...[user, notification_id],
  ]);
  sidecar.published = [];
  const told = { user_id: user, notification_id, requested_at: world.now().toISOString(), late: false };
  await handle(arriving({ kind: "reminders", ...told, count: 6, reminders }));
  assert.deepEqual(
    browser.received.map(({ payload }) => [payload.title, payload.body]),
    [["6 reminders", "Task 1\nTask 2\nTask 3\nTask 4\nTask 5\nand 1 more"]],
  );
  assert.equal(sidecar.take(topics.taskUpdates).length, 5, "open devices show the first");
  assert.deepEqual(await ledger(), ["in-app sent", "push sent"]);
  for (const { id } of tasks) {
    const [history] = await remindersOfTask(db, user, id);
    assert.deepEqual(history?.deliveries.map(({ channel }) => channel).sort(), ["in-app", "push"]);
  }
});

test("mails speak the person's language and tell the time of their zone", async () => {
  user = await world.user({ time_zone: "America/New_York", language: "de" });
  await confirmed();
  await settings({ notifications: { email: "always" } });
  const mailOf = async (more: Partial<TriggeredReminder>) => {
    sidecar.invoked = [];
    await handle(notification(more));
    return `${sidecar.invoked[0]?.metadata.subject}: ${sidecar.invoked[0]?.data}`;
  };
  const evening = { due: { date: "2031-03-04", time: "18:30" }, due_at: "2031-03-04T23:30:00.000Z" };
  assert.match(await mailOf(evening), /<p>Fällig Dienstag, 4\. März 2031 um 18:30<\/p>/);
  const allDay = {
    due: { date: "2031-03-04", time_zone: "Europe/Berlin" },
    due_at: "2031-03-03T23:00:00.000Z",
  };
  assert.match(await mailOf(allDay), /<p>Fällig Dienstag, 4\. März 2031<\/p>/);
  assert.match(await mailOf({ late: true, title: "Anruf" }), /^Verspätet: Anruf/);
  await db.query("update users set language = 'en' where id = $1", [user]);
  assert.match(await mailOf(evening), /<p>Due Tuesday,? 4 March 2031 at 18:30<\/p>/);
});

test("an attempt that is under way is left alone, and one that was cut short is made again", async () => {
  const browser = await subscribed();
  const event = notification();
  await handle(event);
  await db.query("update deliveries set status = 'sending', claimed_until = now() + interval '20 seconds'");
  await handle(event);
  assert.equal(browser.received.length, 1);
  await leaseEnds();
  await triedAgain();
  assert.equal(browser.received.length, 2);
});

test("a push service that fails holds up nobody: neither the person's other channels and reminders nor anyone else", async () => {
  const [browser, other] = [await subscribed(), await world.user()];
  browser.answer = 503;
  for (const title of ["One", "Two", "Three"]) await handle(notification({ title }));
  const theirs = notification({ user_id: other, title: "Theirs" });
  await handle(theirs);
  assert.equal(browser.refused, 3, "each was tried");
  assert.deepEqual(
    (await ledger()).filter((row) => row.startsWith("in-app")),
    ["in-app sent", "in-app sent", "in-app sent"],
  );
  assert.equal((await pending()).length, 3);
  const { results = [] } = (await readLedger(db, other, { limit: 5 })) ?? {};
  assert.ok(results.some(({ channel, status }) => channel === "in-app" && status === "sent"));
});

test("notifications of one person are sent one after the other, of many people side by side", async () => {
  const people = [user, ...(await Promise.all(Array.from({ length: 9 }, () => world.user())))];
  const sending = new Map<string, number>();
  const most = { each: 0, all: 0 };
  const browsers = new Map<string, Browser>();
  for (const id of people) {
    const browser = push.subscribe();
    const { endpoint, keys } = browser.subscription;
    await savePushSubscription(db, id, { id: newId(), endpoint, ...keys, device: "test" });
    browser.takes = async () => {
      sending.set(id, (sending.get(id) ?? 0) + 1);
      const counts = [...sending.values()];
      most.each = Math.max(most.each, ...counts);
      most.all = Math.max(
        most.all,
        counts.reduce((sum, count) => sum + count, 0),
      );
      // Long enough that others begin meanwhile, also on a busy machine.
      await setTimeout(500);
      sending.set(id, (sending.get(id) ?? 0) - 1);
    };
    browsers.set(id, browser);
  }
  for (const title of ["First", "Second", "Third"])
    for (const user_id of people) await on.notifications(notification({ user_id, title }));
  await delivered();
  assert.equal(most.each, 1);
  assert.ok(most.all > 3, `${most.all} at a time`);
  for (const browser of browsers.values())
    assert.deepEqual(
      browser.received.map(({ payload }) => payload.title),
      ["First", "Second", "Third"],
    );
});

test("what no try delivers fails in the ledger, and an error that no retry cures is a dead letter at once", async () => {
  const browser = await subscribed();
  browser.answer = 503;
  await handle(notification());
  for (let tries = 1; tries < 20 && (await pending()).length > 0; tries += 1) await triedAgain();
  assert.ok((await ledger()).includes("push failed the push service is out of order (503)"));
  assert.equal(browser.refused, 10);
  const letters = async () =>
    (await db.query("select reason, attempts from dead_letters where user_id = $1", [user])).rows;
  assert.deepEqual(await letters(), [], "the operator can do nothing about it");
  await db.query("update users set time_zone = 'JST' where id = $1", [user]);
  await settings({ quiet_hours: { from: "22:00", to: "07:00" } });
  await handle(notification());
  const [letter, ...more] = await letters();
  assert.deepEqual([more, letter.attempts, (await pending()).length], [[], 1, 0]);
  assert.match(letter.reason, /^notify: /);
});

test("what a replica that is gone left behind is delivered by the next", async () => {
  const event = notification();
  await db.query("insert into pending_notifications (id, user_id, event) values ($1, $2, $3)", [
    ...[event.id, user, JSON.stringify(event)],
  ]);
  onStart();
  await delivered();
  assert.deepEqual(await ledger(), ["in-app sent", "push skipped no device has subscribed"]);
});

test("a notification of an account that is erased is done with", async () => {
  const event = notification();
  await db.query("delete from users where id = $1", [user]);
  await handle(event);
  assert.deepEqual(sidecar.published, []);
});
