import assert from "node:assert/strict";
import { before, test } from "node:test";
import { Export } from "../../functions/_shared/contract/api/export.ts";
import { newId } from "../../functions/_shared/domain/ids.ts";
import { exportParts } from "../../functions/_shared/store/export.ts";
import { pageBytes } from "../../functions/_shared/store/pages.ts";
import { taskColumns } from "../../functions/_shared/store/tasks/tasks.ts";
import api from "../../functions/api/index.ts";
import { call } from "../support/client.ts";
import { openWorld } from "./support/world.ts";

const world = await openWorld();
const { db } = world;
const url = await world.serve(world.open(api));

/** Tables of which the export holds nothing, each with the reason. */
const leftOut: Record<string, string> = {
  operations: "the audit trail has each change with its operation; the rest makes a repeat harmless",
  import_entries: "ids by which a file that comes again is recognised; the trail names what an import made",
  import_parts: "a file that the person has just sent, until it is read",
  assistant_changes: "counts for the bounds of assistants; the trail has each change with its origin",
  oauth_codes: "secrets of a connection, which is exported",
  oauth_refresh_tokens: "secrets of a connection, which is exported",
  oauth_clients: "programs, not people",
  oauth_requests: "questions of programs to whoever answers",
  outbox: "events on their way for a moment, whose changes are exported",
  failures: "reasons of the system, by event",
  passkey_challenges: "random bytes, until a device has signed them or five minutes are over",
  rate_limits: "counts of attempts by network address or account, for a day",
  migrations: "of the system",
};

/** Columns of exported tables that the export does not hold, each with the reason. */
const columnsLeftOut: Record<string, Record<string, string>> = {
  users: {
    password_hash: "a secret",
    seq: "the tasks have theirs",
    ...Object.fromEntries(
      ["purged_seq", "counted_tasks", "counted_seq", "last_digest", "sessions_since", "pending"].map(
        (column) => [column, "a position of the system"],
      ),
    ),
  },
  tasks: { search: "derived from the title, notes and tags", searched: "derived from the same" },
  refresh_tokens: {
    token_hash: "a secret",
    successor_salt: "half of a secret",
    ...Object.fromEntries(
      ["expires_at", "rotated_at", "repeats"].map((column) => [column, "derived from when it was made"]),
    ),
  },
  push_subscriptions: {
    endpoint: "a secret: who knows it can send to the device",
    ...{ p256dh: "a key", auth: "a secret", session_id: "the device says what it is" },
  },
  passkeys: {
    ...{ credential_id: "by which the device finds its key", public_key: "a key" },
    ...{ counter: "of the device", transports: "how the device is reached" },
  },
  connections: { token_hash: "a secret" },
  imports: {
    file: "names a file that is gone once it is read",
    ...{ sent: "a position of the reader", attempts: "of the reader", claimed_until: "of the reader" },
  },
  deliveries: { attempts: "of the sender", claimed_until: "of the sender" },
  pending_notifications: { claimed_until: "of the sender" },
  plans: {
    ...{ holder: "derived from the origin", hash: "derived from the items" },
    ...{ task_ids: "in the items", versions: "in the items" },
  },
  conversations: { summarised: "a position of the summary" },
  turns: {
    ...{ lease_until: "of the assistant's process", stop: "of the same" },
    tokens: "counted by day in chat_usage",
  },
  dead_letters: {
    id: "a position of the system",
    ...{ reason: "a text about the system", attempts: "of the system" },
  },
  audit: { event_id: "of the system: the entry has its sequence" },
};

/** What of each table is exported in some other way than as a list of its rows. */
const otherwise: Record<string, string[]> = {
  users: [
    ...["id", "email", "email_confirmed_at", "name", "time_zone", "language", "settings", "created_at"],
    ...["external_subject", "erase_at", "kept_bytes", "written_bytes", "written_on"],
  ],
  presence: ["seen_at"],
  tasks: taskColumns.split(", "),
  sessions: ["id", "device"],
  refresh_tokens: ["family", "created_at", "begun_at"],
};

test("each table and column is in the export, or left out for a reason", async () => {
  const { rows } = await db.query<{ table: string; column: string }>(
    `select table_name as table, column_name as column from information_schema.columns
     where table_schema = 'public' and column_name <> 'user_id' order by 1, 2`,
  );
  const exported = new Map(Object.entries(otherwise));
  for (const { table, columns } of Object.values(exportParts))
    exported.set(
      table,
      columns.split(", ").map((column) => column.replace(/(::| as ).*/, "")),
    );
  const known = (table: string) => [
    ...(exported.get(table) ?? []),
    ...Object.keys(columnsLeftOut[table] ?? {}),
  ];
  const forgotten = rows.filter(({ table, column }) => !leftOut[table] && !known(table).includes(column));
  assert.deepEqual(forgotten, [], "export it, or say here why not");
  const stored = new Set(rows.flatMap(({ table, column }) => [table, `${table}.${column}`]));
  const stale = [
    ...Object.keys(leftOut),
    ...[...exported.keys()].flatMap((table) => known(table).map((column) => `${table}.${column}`)),
  ].filter((name) => !stored.has(name));
  assert.deepEqual(stale, [], "named here and no longer there");
});

const longTitle = "t".repeat(100);
let person = "";
let other = "";
before(async () => {
  [person, other] = [await fill(), await fill()];
});

/** A person with rows in each table of the export; secrets of theirs are "secret…". */
async function fill(): Promise<string> {
  const id = await world.user();
  const run = (sql: string, ...values: unknown[]) => db.query(sql, [id, ...values]);
  const task = await world.task(id, { title: "Kept", due: { date: "2026-12-01" } });
  const gone = await world.task(id, { title: "Thrown away" });
  await run("update tasks set deleted_at = now() where user_id = $1 and id = $2", gone.id);
  await run("update users set password_hash = 'secret', external_subject = id::text where id = $1");
  await run("insert into presence (user_id, seen_at) values ($1, now())");
  const event = JSON.stringify({ id: newId(), data: { title: "Told" } });
  // Many with the same instant, so that a page ends among them.
  await run(
    `insert into deliveries (notification_id, channel, user_id, task_id, title, status, created_at)
     select gen_random_uuid(), 'in-app', $1::uuid, $2::bigint, $3, 'sent', '2026-11-30 10:00:00.123456Z' from generate_series(1, 1200) n`,
    ...[task.id, longTitle],
  );
  await run(
    `insert into reminders (id, user_id, task_id, title, remind_at) values (gen_random_uuid(), $1, $2, 'R', now())`,
    task.id,
  );
  await run(
    "insert into pending_notifications (id, user_id, event) values (gen_random_uuid(), $1, $2)",
    event,
  );
  await run(
    `insert into push_subscriptions (id, user_id, endpoint, p256dh, auth, device)
     values (gen_random_uuid(), $1, 'https://secret/' || $1::uuid, 'secret', 'secret', 'Phone')`,
  );
  await run(
    `insert into passkeys (id, user_id, credential_id, public_key, counter, transports, backed_up, name, created_at)
     values (gen_random_uuid(), $1, convert_to('secret' || $1::uuid, 'UTF8'), 'secret', 0, '{}', true, 'Phone', now())`,
  );
  await run(
    `insert into connections (id, user_id, kind, client_id, name, scopes, token_hash, created_at)
     values (gen_random_uuid(), $1, 'token', '', 'Backup', '{tasks:read}', convert_to('secret' || $1::uuid, 'UTF8'), now())`,
  );
  await run(
    `insert into imports (id, user_id, format, content, report)
     values (gen_random_uuid(), $1, 'csv', '{"source": "list.csv"}', '[]')`,
  );
  await run(
    `insert into plans (id, user_id, actor, holder, origin, reason, items, hash, task_ids, versions, created_at, expires_at)
     values (gen_random_uuid(), $1, 'mcp', 'token x', $2, null, '[{"call": {}}]', 'h', '{}', '{}', now(), now())`,
    JSON.stringify({ client_id: "c", client_name: "C", token_id: "x", conversation_id: null, turn_id: "t" }),
  );
  const conversation = newId();
  await run("insert into conversations (id, user_id, title) values ($2, $1, 'Hello')", conversation);
  // Longer in all than a page.
  await run(
    `insert into turns (id, conversation_id, user_id, n, message)
     select gen_random_uuid(), $2::uuid, $1::uuid, n, repeat('m', 100000) from generate_series(1, 25) n`,
    conversation,
  );
  await run("insert into chat_usage (user_id, day, tokens, messages) values ($1, '2026-11-30', 7, 1)");
  await run(
    `insert into dead_letters (event_id, topic, type, user_id, reason, attempts, event)
     values (gen_random_uuid(), 'create-task', 't', $1::uuid::text, 'secret', 1, $2)`,
    event,
  );
  await run(
    `insert into audit (event_id, user_id, task_id, version, seq, action, actor, task_data, at)
     values (gen_random_uuid(), $1, $2, 1, 1, 'created', 'person', '{"title": "Kept"}', now())`,
    task.id,
  );
  return id;
}

test("the export holds all of a person, nothing of another, and no secret; an import takes the tasks of it", async () => {
  const headers = { authorization: `Bearer ${await world.token(person)}` };
  const answer = await fetch(`${url}/v1/export`, { headers });
  const text = await answer.text();
  const { account, ...rest } = Export.strict().parse(JSON.parse(text));
  assert.equal(account.external_subject, person);
  assert.equal(account.seen_at?.length, "2026-11-30T10:00:00.000Z".length);
  const counts = Object.entries(rest).flatMap(([name, list]) =>
    Array.isArray(list) ? [[name, list.length]] : [],
  );
  assert.deepEqual(Object.fromEntries(counts), {
    ...{
      sessions: 1,
      passkeys: 1,
      devices: 1,
      connections: 1,
      tasks: 1,
      trash: 1,
      reminders: 1,
      notifications: 1,
    },
    ...{ deliveries: 1200, imports: 1, plans: 1, conversations: 1, chat: 25, chat_usage: 1 },
    ...{ dead_letters: 1, audit: 1 },
  });
  assert.equal(new Set(rest.deliveries.map(({ notification_id }) => notification_id)).size, 1200);
  assert.deepEqual(
    rest.chat.map(({ n }) => n),
    Array.from({ length: 25 }, (_, index) => index + 1),
  );
  assert.equal(rest.chat_usage[0]?.day, "2026-11-30");
  assert.ok(!text.includes("secret"), "a secret");
  assert.ok(!text.includes(other), "another person's");
  assert.ok(text.length > 2 * pageBytes);
});

test("an export of an empty account has all lists", async () => {
  const headers = { authorization: `Bearer ${await world.token(await world.user())}` };
  const { body } = await call(url, "GET", "/v1/export", { headers });
  const { account: _, sessions, ...rest } = Export.strict().parse(body);
  assert.equal(sessions.length, 1);
  assert.deepEqual(
    [
      ...new Set(
        Object.values(rest)
          .filter(Array.isArray)
          .map((list) => list.length),
      ),
    ],
    [0],
  );
});
