import assert from "node:assert/strict";
import { test } from "node:test";
import { newId } from "../../functions/_shared/domain/ids.ts";
import { openWhole } from "./support/whole.ts";
import { openWorld } from "./support/world.ts";

const world = await openWorld();
const whole = await openWhole(world);

test("a summary counts by the days of the person's zone, and the week from Monday", async () => {
  // Sunday evening in UTC is Monday in Auckland.
  world.at("2026-11-29T20:00:00Z");
  const user = await world.user({ time_zone: "Pacific/Auckland" });
  const person = await whole.person(user);
  const due = (date: string) => world.task(user, { title: date, due: { date } });
  for (const date of ["2026-11-29", "2026-11-30", "2026-12-01", "2027-01-01"]) await due(date);
  await world.task(user, { title: "No date" });
  const done = await due("2026-11-28");
  await person("POST", `/v1/tasks/${done.id}/complete`, { version: done.version });
  const gone = await due("2026-11-28");
  await person("DELETE", `/v1/tasks/${gone.id}`, { version: gone.version });
  await whole.idle();
  const expected = {
    ...{ date: "2026-11-30", time_zone: "Pacific/Auckland", overdue: 1, today: 1, upcoming: 2, no_date: 1 },
    completed_this_week: 1,
  };
  for (const ask of [person, whole.assistant(user, "mcp")])
    assert.deepEqual((await ask("GET", "/v1/summary")).body, expected);
  world.pass({ days: 7 });
  assert.equal((await person("GET", "/v1/summary")).body.completed_this_week, 0);
});

test("why a reminder did not ring is told in words, and an assistant learns no address and no device", async () => {
  world.at("2026-11-30T10:00:00Z");
  const user = await world.user();
  const person = await whole.person(user);
  const task = await world.task(user, {
    ...{ title: "Ring", due: { date: "2026-12-01", time: "09:00" } },
    reminders: [{ before: "PT0S" }],
  });
  const assistant = whole.assistant(user, "chat");
  const words = async () => {
    const { status, body } = await assistant("GET", `/v1/tasks/${task.id}/deliveries`);
    assert.equal(status, 200);
    return body.results.map((each: { words: string }) => each.words);
  };
  assert.deepEqual(await words(), ["It is not due yet."]);
  const { rows } = await world.db.query("select id from reminders where task_id = $1", [task.id]);
  await world.db.query("update reminders set state = 'fired', fired_at = remind_at where id = $1", [
    rows[0].id,
  ]);
  assert.deepEqual(await words(), ["It was due and is on its way."]);
  const deliver = (channel: string, target: string, status: string, reason: string | null) =>
    world.db.query(
      `insert into deliveries (notification_id, channel, target, user_id, task_id, status, reason, sent_at)
       values ($1, $2, $3, $4, $5, $6, $7, case when $6 = 'sent' then now() end)`,
      [rows[0].id, channel, target, user, task.id, status, reason],
    );
  await deliver("email", "someone@example.com", "skipped", "quiet hours");
  await deliver("push", newId(), "failed", "the push service could not be reached");
  await deliver("in-app", "", "sent", null);
  assert.deepEqual((await words()).sort(), [
    "It was not sent by e-mail: quiet hours.",
    "It was sent by the app.",
    "Sending it by push failed: the push service could not be reached.",
  ]);
  for (const path of ["deliveries", "reminders"]) {
    const { body } = await assistant("GET", `/v1/tasks/${task.id}/${path}`);
    assert.ok(!JSON.stringify(body).includes("someone@example.com"), path);
  }
  assert.match(
    JSON.stringify((await person("GET", `/v1/tasks/${task.id}/reminders`)).body),
    /someone@example\.com/,
  );
  const stranger = whole.assistant(await world.user(), "chat");
  assert.equal((await stranger("GET", `/v1/tasks/${task.id}/deliveries`)).status, 404);
});

test("an assistant knows a person's name, zone and language, and no more", async () => {
  const user = await world.user({ time_zone: "Europe/Berlin", language: "de" });
  const { body } = await whole.assistant(user, "mcp")("GET", "/v1/me");
  assert.deepEqual(body, { name: "", time_zone: "Europe/Berlin", language: "de" });
  assert.equal((await (await whole.person(user))("GET", "/v1/me")).body.id, user);
});

test("the colours of tags are changed one by one, null takes one back, and no other value is taken", async () => {
  const person = await whole.person(await world.user());
  const set = (tag_hues: object) => person("PATCH", "/v1/me", { body: { tag_hues } });
  await set({ home: 210 });
  const { body } = await set({ work: 30, home: 0 });
  assert.deepEqual(body.tag_hues, { work: 30, home: 0 });
  assert.deepEqual((await set({ home: null })).body.tag_hues, { work: 30 });
  for (const hue of [360, -1, 1.5, "red"]) assert.equal((await set({ home: hue })).status, 422);
  const many = Object.fromEntries(Array.from({ length: 501 }, (_, i) => [`tag-${i}`, 30]));
  const kept = Object.keys((await set(many)).body.tag_hues);
  assert.equal(kept.length, 500);
  // What is chosen now stays, whatever its name.
  const { tag_hues } = (await set({ 2026: 90 })).body;
  assert.deepEqual([Object.keys(tag_hues).length, tag_hues[2026]], [500, 90]);
});
