import assert from "node:assert/strict";
import { test } from "node:test";
import { newPerson } from "../support/client.ts";
import { environment } from "../support/environment.ts";
import { eventually } from "../support/eventually.ts";

const { url } = environment;

test("the digest tells once of what is due today and overdue, when its hour has come", async () => {
  const person = await newPerson(url, { time_zone: "Europe/Berlin" });
  const day = (offset: number) =>
    new Date(Date.now() + offset * 24 * 3600_000).toLocaleDateString("sv", { timeZone: "Europe/Berlin" });
  await person.create({ title: "Today's", due: { date: day(0) } });
  await person.create({ title: "Yesterday's", due: { date: day(-1) } });
  await person.create({ title: "Tomorrow's", due: { date: day(1) } });
  await person.call("PATCH", "/v1/me", { body: { notifications: { digest: true, digest_hour: 0 } } });
  const digests = async () => {
    const { body } = await person.call("GET", "/v1/notifications");
    return body.results.filter((each: { channel: string }) => each.channel === "in-app");
  };
  // The binding ticks once a minute.
  const [digest] = await eventually(async () => ((await digests()).length > 0 ? digests() : undefined), {
    ms: 90_000,
    every: 500,
    what: "the digest",
  });
  assert.equal(digest.title, "Your day: 1 for today, 1 overdue");
  await eventually(() => Date.now() > Date.parse(digest.created_at) + 65_000, { ms: 70_000, every: 1000 });
  assert.equal((await digests()).length, 1, "another tick later still one");
});
