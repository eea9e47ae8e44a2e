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

/** A zone in which it is about noon: no day ends during these tests. */
const ahead = 12 - new Date().getUTCHours();
const timeZone = `Etc/GMT${ahead > 0 ? "-" : "+"}${Math.abs(ahead)}`;

/** The date there, so many days from today. */
function day(offset: number): string {
  const today = new Date().toLocaleDateString("sv", { timeZone });
  return new Date(Date.parse(today) + offset * 24 * 3600_000).toISOString().slice(0, 10);
}

async function digestsOf(person: Person) {
  const { body } = await person.call("GET", "/v1/notifications");
  return body.results.filter((each: { channel: string }) => each.channel === "in-app");
}

/** A person who wants the digest from midnight on, and has one task due today. */
async function newReader(): Promise<Person> {
  const person = await newPerson(url, { time_zone: timeZone });
  await person.create({ title: "Today's", due: { date: day(0) } });
  await person.call("PATCH", "/v1/me", { body: { notifications: { digest: true, digest_hour: 0 } } });
  return person;
}

/** A person who got the digest yesterday, with the additions of `prepare`: the real tick may come at any moment. */
async function reader(prepare?: (person: Person) => Promise<void>): Promise<Person> {
  const person = await newReader();
  await prepare?.(person);
  await db.query("update users set last_digest = null where id = $1", [await idOf(person)]);
  return person;
}

const idOf = async (person: Person) => (await person.call("GET", "/v1/me")).body.id;

test("the digest tells once of what is due today and overdue, when its hour has come", async () => {
  const late = await newReader();
  const person = await reader(async ({ create }) => {
    await create({ title: "Yesterday's", due: { date: day(-1) } });
    await create({ title: "Tomorrow's", due: { date: day(1) } });
  });
  await tick();
  const [digest] = await eventually(async () => {
    const all = await digestsOf(person);
    return all.length > 0 && all;
  });
  assert.equal(digest.title, "Your day: 1 for today, 1 overdue");
  // If a person added after the second tick has got theirs, the first would have got a second one by then.
  const later = await reader();
  await tick();
  await eventually(async () => (await digestsOf(later)).length > 0);
  assert.equal((await digestsOf(person)).length, 1, "another tick later still one");
  assert.equal((await digestsOf(late)).length, 0, "asked for after its hour, it comes tomorrow");
});

test("a digest that is long fits into a push all the same", async () => {
  const push = await startPushService(environment.pushPort);
  const browser = push.subscribe();
  const operations = Array.from({ length: 40 }, (_, n) => ({
    op: "create",
    task: { title: `${n} ${"äöü".repeat(60)}`, due: { date: day(0) } },
  }));
  await reader(async (person) => {
    await person.call("POST", "/v1/push-subscriptions", { body: browser.subscription });
    await person.call("POST", "/v1/tasks/bulk", { body: { operations } });
    await eventually(async () => (await person.tasks()).length === 41, { ms: 60_000, what: "all tasks" });
  });
  await tick();
  const { payload } = await eventually(() => browser.received[0], { what: "the push" });
  assert.match(payload.title, /^Your day: 41 for today/);
  await push.stop();
});
