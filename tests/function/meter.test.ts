import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, beforeEach, test } from "node:test";
import type { Queryable } from "../../functions/_shared/store/database.ts";
import { ask, questions } from "../../functions/meter/database.ts";
import { openMeasure } from "../../functions/meter/measure.ts";
import { textOf } from "../../functions/meter/text.ts";
import { repository } from "../../tools/command.ts";
import { openWorld } from "./support/world.ts";

const world = await openWorld();
const { db } = world;

/** Nothing listens there: the broker is down, the database is not. */
const meter = openMeasure({
  db: { ...db, close: async () => undefined },
  kafka: { KAFKA_BROKERS: "127.0.0.1:1" },
  now: world.now,
});
after(meter.close);

beforeEach(async () => {
  await db.query("delete from users; delete from operations; delete from dead_letters; delete from outbox");
  world.at("2026-11-30T10:00:00Z");
});

/** All gauges of the database as they are now: `name{labels}` → value. */
async function gauges(queryable: Queryable = db): Promise<Record<string, number>> {
  const metrics = [];
  for (const question of questions) metrics.push(...(await ask(queryable, question, world.now())));
  return valuesOf(textOf(metrics));
}

function valuesOf(text: string): Record<string, number> {
  const lines = text.split("\n").filter((line) => line && !line.startsWith("#"));
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.lastIndexOf(" ")), Number(line.slice(line.lastIndexOf(" ")))]),
  );
}

/** The gauges that are not zero, without the size of the database. */
async function above(): Promise<Record<string, number>> {
  const all = Object.entries(await gauges());
  return Object.fromEntries(all.filter(([name, value]) => value !== 0 && name !== "taskwake_database_bytes"));
}

const ago = (seconds: number) => new Date(world.now().getTime() - seconds * 1000);

test("an empty system has every gauge, at zero, so that an alert never lacks its metric", async () => {
  const all = await gauges();
  const names = new Set(Object.keys(all).map((name) => name.split("{")[0]));
  const wanted = questions.flatMap((question) =>
    Object.keys(question.gauges).map((name) => `taskwake_${name}`),
  );
  assert.deepEqual([...names].sort(), wanted.sort());
  assert.deepEqual(await above(), {});
  assert.ok((all.taskwake_database_bytes as number) > 1e6);
});

test("reminders are overdue from their moment until they fire, and late 5 seconds after it", async () => {
  const user = await world.user();
  const { id: task } = await world.task(user, { title: "Any" });
  const remind = (remind_at: Date, state: string, fired_at: Date | null = null) =>
    db.query(
      `insert into reminders (id, user_id, task_id, title, remind_at, state, fired_at, created_at)
       values (gen_random_uuid(), $1, $2, '', $3, $4, $5, $6)`,
      [user, task, remind_at, state, fired_at, ago(86_400)],
    );
  await remind(ago(-10), "scheduled");
  await remind(ago(90), "scheduled");
  await remind(ago(30), "scheduled");
  await remind(ago(120), "fired", ago(115));
  await remind(ago(120), "fired", ago(114));
  await remind(ago(120), "cancelled");
  await remind(ago(600), "fired", ago(1));
  await db.query("delete from operations; delete from outbox");
  assert.deepEqual(await above(), {
    taskwake_reminders_overdue: 2,
    taskwake_reminders_overdue_seconds: 90,
    'taskwake_reminders_recent{result="on-time"}': 1,
    'taskwake_reminders_recent{result="late"}': 2,
  });
});

test("a reminder that was set for the past counts from its creation", async () => {
  const user = await world.user();
  const { id: task } = await world.task(user, { title: "Any" });
  await db.query(
    `insert into reminders (id, user_id, task_id, title, remind_at, state, fired_at, created_at)
     values (gen_random_uuid(), $1, $2, '', $3, 'fired', $4, $4)`,
    [user, task, ago(200), ago(100)],
  );
  await db.query("delete from operations; delete from outbox");
  assert.deepEqual(await above(), { 'taskwake_reminders_recent{result="on-time"}': 1 });
});

test("operations are unfinished until they have a result, and slow after 10 seconds", async () => {
  const operation = (created_at: Date, status: string, finished_at: Date | null = null) =>
    db.query(
      `insert into operations (id, user_id, command, status, created_at, finished_at)
       values (gen_random_uuid(), gen_random_uuid(), 'create-task', $1, $2, $3)`,
      [status, created_at, finished_at],
    );
  await operation(ago(20), "accepted");
  await operation(ago(100), "accepted");
  await operation(ago(100), "succeeded", ago(90));
  await operation(ago(100), "failed", ago(99));
  await operation(ago(100), "failed", ago(89));
  await operation(ago(400), "succeeded", ago(1));
  assert.deepEqual(await above(), {
    taskwake_operations_unfinished: 2,
    taskwake_operations_unfinished_seconds: 100,
    'taskwake_operations_recent{result="handled"}': 2,
    'taskwake_operations_recent{result="slow"}': 2,
  });
});

test("the outbox and the dead letters count by topic; a replayed letter does not count", async () => {
  await db.query(
    `insert into outbox (cause, topic, event, created_at) values
     (gen_random_uuid(), 'task-events', '{}', $1), (gen_random_uuid(), 'task-events', '{}', $2)`,
    [ago(7), ago(70)],
  );
  await db.query(
    `insert into dead_letters (event_id, topic, reason, attempts, event, replayed_at) values
     ('a', 'create-task', '', 1, '{}', null), ('b', 'create-task', '', 1, '{}', now()), ('c', 'reminders', '', 1, '{}', null)`,
  );
  assert.deepEqual(await above(), {
    'taskwake_outbox_events{topic="task-events"}': 2,
    'taskwake_outbox_oldest_seconds{topic="task-events"}': 70,
    'taskwake_dead_letters{topic="create-task"}': 1,
    'taskwake_dead_letters{topic="reminders"}': 1,
  });
});

test("notifications count as due or waiting, deliveries by channel and status for an hour", async () => {
  const user = await world.user();
  for (const next of [ago(8), ago(40), ago(-600)])
    await db.query(
      "insert into pending_notifications (id, user_id, event, next_try) values (gen_random_uuid(), $1, '{}', $2)",
      [user, next],
    );
  const deliver = (channel: string, status: string, at: Date, reason: string | null = null) =>
    db.query(
      `insert into deliveries (notification_id, channel, user_id, status, created_at, reason)
       values (gen_random_uuid(), $1, $2, $3, $4, $5)`,
      [channel, user, status, at, reason],
    );
  await deliver("push", "sent", ago(60));
  await deliver("push", "failed", ago(3500));
  await deliver("push", "failed", ago(60), "the device has unsubscribed (410)");
  await deliver("email", "sending", ago(5));
  await deliver("email", "sent", ago(3700));
  assert.deepEqual(await above(), {
    taskwake_notifications_due: 2,
    taskwake_notifications_due_seconds: 40,
    taskwake_notifications_waiting: 1,
    'taskwake_deliveries_hour{channel="push",status="sent"}': 1,
    'taskwake_deliveries_hour{channel="push",status="failed"}': 1,
    'taskwake_deliveries_hour{channel="push",status="gone"}': 1,
    'taskwake_deliveries_hour{channel="email",status="sending"}': 1,
  });
});

test("a turn counts while it is unfinished, and as unclaimed once its lease has lapsed; an import until it is sent", async () => {
  const user = await world.user();
  await db.query(
    `with conversation as (insert into conversations (id, user_id, title) values (gen_random_uuid(), $1, '') returning id)
     insert into turns (id, conversation_id, user_id, n, message, state, lease_until)
     select gen_random_uuid(), id, $1, n, '', state, until from conversation,
       (values (1, 'running', $2::timestamptz), (2, 'queued', $3::timestamptz), (3, 'done', $2)) as t (n, state, until)`,
    [user, ago(50), ago(-20)],
  );
  await db.query(
    `insert into imports (id, user_id, format, report, state, created_at) values
     (gen_random_uuid(), $1, 'csv', '{}', 'reading', $2), (gen_random_uuid(), $1, 'csv', '{}', 'sent', $2)`,
    [user, ago(45)],
  );
  assert.deepEqual(await above(), {
    taskwake_turns_unfinished: 2,
    taskwake_turns_unclaimed_seconds: 50,
    taskwake_imports_unfinished: 1,
    taskwake_imports_unfinished_seconds: 45,
  });
});

test("a source that does not answer leaves its gauges out, and says so; those of the other stay", async () => {
  const values = valuesOf(await meter.measure());
  assert.equal(values['taskwake_meter_up{source="kafka"}'], 0);
  assert.equal(values['taskwake_meter_up{source="postgresql"}'], 1);
  assert.equal(values['taskwake_meter_taken_seconds{source="postgresql"}'], world.now().getTime() / 1000);
  assert.ok(
    !("taskwake_kafka_brokers" in values) && !('taskwake_meter_taken_seconds{source="kafka"}' in values),
  );
  assert.equal(values.taskwake_reminders_overdue, 0);
  const broken = { ...db, query: () => Promise.reject(new Error("down")), close: async () => undefined };
  const blind = openMeasure({ db: broken, kafka: { KAFKA_BROKERS: "127.0.0.1:1" }, now: world.now });
  assert.deepEqual(valuesOf(await blind.measure()), {
    'taskwake_meter_up{source="postgresql"}': 0,
    'taskwake_meter_up{source="kafka"}': 0,
  });
  await blind.close();
});

test("the scaler's role may ask all of it, and sees no content", async () => {
  const grants = readFileSync(join(repository, "functions/_shared/store/migrations/grants.sql"), "utf8");
  const rolledBack = new Error("rolled back");
  const work = db.transaction(async (tx) => {
    const { rowCount } = await tx.query("select from pg_roles where rolname = 'taskwake_scaler'");
    if (rowCount === 0) await tx.query("create role taskwake_scaler");
    await tx.query(grants);
    await tx.query("set local role taskwake_scaler");
    await gauges(tx);
    for (const secret of [
      "title from reminders",
      "event from outbox",
      "result from operations",
      "reason from dead_letters",
    ]) {
      await tx.query("savepoint before");
      await assert.rejects(tx.query(`select ${secret}`), /permission denied/, secret);
      await tx.query("rollback to before");
    }
    throw rolledBack;
  });
  await assert.rejects(work, rolledBack);
});
