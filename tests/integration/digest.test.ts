import assert from "node:assert/strict";
import { after, test } from "node:test";
import { openDatabase } from "../../functions/_shared/store/database.ts";
import { newPerson, type Person } from "../support/client.ts";
import { environment } from "../support/environment.ts";
import { eventually } from "../support/eventually.ts";
import { startPushService } from "../support/push-service.ts";
import { tick } from "../support/tick.ts";

const { url } = environment;
const db = openDatabase(environment.databaseUrl, { max: 2 });
after(() => db.close());

const day = (offset: number) =>
  new Date(Date.now() + offset * 24 * 3600_000).toLocaleDateString("sv", { timeZone: "Europe/Berlin" });

async function digestsOf(person: Person) {
  const { body } = await person.call("GET", "/v1/notifications");
  return body.results.filter((each: { channel: string }) => each.channel === "in-app");
}

/** Someone who asks for the digest from midnight on, and has one thing to do today. */
async function newReader(): Promise<Person> {
  const person = await newPerson(url, { time_zone: "Europe/Berlin" });
  await person.create({ title: "Today's", due: { date: day(0) } });
  await person.call("PATCH", "/v1/me", { body: { notifications: { digest: true, digest_hour: 0 } } });
  return person;
}

/** Someone who asked for it yesterday. */
async function reader(): Promise<Person> {
  const person = await newReader();
  await db.query("update users set last_digest = null where id = $1", [await idOf(person)]);
  return person;
}

const idOf = async (person: Person) => (await person.call("GET", "/v1/me")).body.id;

test("the digest tells once of what is due today and overdue, when its hour has come", async () => {
  const [person, late] = [await reader(), await newReader()];
  await person.create({ title: "Yesterday's", due: { date: day(-1) } });
  await person.create({ title: "Tomorrow's", due: { date: day(1) } });
  await tick();
  const [digest] = await eventually(async () => {
    const all = await digestsOf(person);
    return all.length > 0 && all;
  });
  assert.equal(digest.title, "Your day: 1 for today, 1 overdue");
  // Whoever comes after the second tick has had theirs once the first would have a second one.
  const later = await reader();
  await tick();
  await eventually(async () => (await digestsOf(later)).length > 0);
  assert.equal((await digestsOf(person)).length, 1, "another tick later still one");
  assert.equal((await digestsOf(late)).length, 0, "asked for after its hour, it comes tomorrow");
});

test("a digest that is long fits into a push all the same", async () => {
  const push = await startPushService(environment.pushPort);
  const person = await reader();
  const browser = push.subscribe();
  await person.call("POST", "/v1/push-subscriptions", { body: browser.subscription });
  const operations = Array.from({ length: 40 }, (_, n) => ({
    op: "create",
    task: { title: `${n} ${"äöü".repeat(60)}`, due: { date: day(0) } },
  }));
  await person.call("POST", "/v1/tasks/bulk", { body: { operations } });
  await tick();
  const { payload } = await eventually(() => browser.received[0], { what: "the push" });
  assert.match(payload.title, /^Your day: 41 for today/);
  await push.stop();
});

test("one account that cannot be read does not cost the others their digest", async () => {
  const broken = [await reader(), await reader()];
  const person = await reader();
  const [zone, settings] = [await idOf(broken[0] as Person), await idOf(broken[1] as Person)];
  await db.query("update users set time_zone = 'Nowhere/Never' where id = $1", [zone]);
  await db.query(
    `update users set settings = jsonb_set(settings, '{notifications,digest_hour}', '"x"') where id = $1`,
    [settings],
  );
  await tick();
  await eventually(async () => (await digestsOf(person)).length > 0);
  for (const each of broken) await each.call("DELETE", "/v1/me");
});
