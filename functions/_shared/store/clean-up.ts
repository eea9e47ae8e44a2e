import { retention } from "../domain/retention.ts";
import { recountBytes } from "./accounts/room.ts";
import type { Database } from "./database.ts";

/**
 * Operations that ended more than $1 days ago and that no dead letter can repeat: a replay after its operation was
 * removed would execute the operation again.
 */
const pastOperations = `o.created_at < $2::timestamptz - make_interval(days => $1)
  and coalesce(o.finished_at, o.created_at) < $2::timestamptz - make_interval(days => $1)
  and not exists (select from dead_letters d where d.event->'data'->>'operation_id' = o.id::text
    or d.event->'data'->'more' @> jsonb_build_array(jsonb_build_object('operation_id', o.id)))`;

const statements: [sql: string, days: number][] = [
  // Dead letters come before operations, which are kept while a letter needs them. A letter that was never replayed is
  // kept while its user exists.
  [
    `delete from dead_letters d where replayed_at < $2::timestamptz - make_interval(days => $1)
       or (received_at < $2::timestamptz - make_interval(days => $1)
         and user_id is not null and not exists (select from users where id::text = d.user_id))`,
    retention.deadLetters,
  ],
  // The task that an import entry created stays known after its operation is removed.
  [
    `update import_entries e set task_id = o.task_id from operations o
     where o.id = e.operation_id and o.task_id is not null and e.task_id is null
       and exists (select from tasks t where t.id = o.task_id) and ${pastOperations}`,
    retention.operations,
  ],
  [`delete from operations o where ${pastOperations}`, retention.operations],
  [
    "delete from deliveries where created_at < $2::timestamptz - make_interval(days => $1)",
    retention.deliveries,
  ],
  [
    "delete from reminders where state <> 'scheduled' and remind_at < $2::timestamptz - make_interval(days => $1)",
    retention.reminders,
  ],
  ["delete from presence where seen_at < $2::timestamptz - make_interval(days => $1)", 1],
  ["delete from failures where at < $2::timestamptz - make_interval(days => $1)", retention.failures],
  ["delete from imports where created_at < $2::timestamptz - make_interval(days => $1)", retention.imports],
  // Files of uploads that were aborted, and of imports that are removed.
  [
    `delete from import_parts p where created_at < $2::timestamptz - make_interval(days => $1)
       and not exists (select from imports i where i.file = p.file)`,
    1,
  ],
  // Entries that created nothing, of imports that are removed: the same file may try them again.
  [
    `delete from import_entries e where task_id is null
       and not exists (select from operations o where o.id = e.operation_id)
       and not exists (select from imports i where i.id = e.import_id and i.created_at > $2::timestamptz - make_interval(days => $1))`,
    retention.imports,
  ],
  ["delete from plans where created_at < $2::timestamptz - make_interval(days => $1)", retention.plans],
  [
    "delete from assistant_changes where at < $2::timestamptz - make_interval(days => $1)",
    retention.assistantChanges,
  ],
  ["delete from audit where at < $2::timestamptz - make_interval(days => $1)", retention.audit],
  ["delete from oauth_requests where created_at < $2::timestamptz - make_interval(days => $1)", 1],
  // A client that registered itself and never asked anybody.
  [
    "delete from oauth_clients where used_at is null and created_at < $2::timestamptz - make_interval(days => $1)",
    1,
  ],
  [
    "delete from oauth_clients where used_at < $2::timestamptz - make_interval(days => $1)",
    retention.clients,
  ],
  ["delete from oauth_codes where created_at < $2::timestamptz - make_interval(days => $1)", 1],
  ["delete from oauth_refresh_tokens where expires_at < $2::timestamptz - make_interval(days => $1)", 1],
  // Used ones, which were kept to recognise a copy.
  [
    "delete from oauth_refresh_tokens where rotated_at < $2::timestamptz - make_interval(days => $1)",
    retention.usedTokens,
  ],
  [
    "delete from connections where expires_at < $2::timestamptz - make_interval(days => $1)",
    retention.endedConnections,
  ],
  // Connections whose client never fetched its tokens, or has none left.
  [
    `delete from connections c where kind = 'client' and created_at < $2::timestamptz - make_interval(days => $1)
       and not exists (select from oauth_refresh_tokens t where t.connection_id = c.id)`,
    1,
  ],
  [
    "delete from chat_usage where day < ($2::timestamptz - make_interval(days => $1))::date",
    retention.chatUsage,
  ],
  ["delete from passkey_challenges where expires_at < $2::timestamptz - make_interval(days => $1)", 1],
  // Registrations whose link nobody opened.
  ["delete from users where pending and created_at < $2::timestamptz - make_interval(days => $1)", 1],
  // A session ends with its last token.
  [
    `with gone as (
       delete from refresh_tokens where expires_at < $2::timestamptz - make_interval(days => $1))
     delete from sessions s where not exists (
       select from refresh_tokens t
       where t.family = s.id and t.expires_at >= $2::timestamptz - make_interval(days => $1))`,
    1,
  ],
  [
    "delete from rate_limits where to_timestamp(expire / 1000.0) < $2::timestamptz - make_interval(days => $1)",
    1,
  ],
];

/** Removes rows past their retention, and tasks that were in the trash for as long. */
export async function cleanUp(db: Database, now: Date): Promise<void> {
  await db.query(
    `with gone as (
       delete from tasks where deleted_at < $2::timestamptz - make_interval(days => $1) returning user_id, seq
     )
     update users set purged_seq = greatest(purged_seq, last.seq), counted_tasks = counted_tasks - last.tasks
     from (select user_id, max(seq) as seq, count(*) as tasks from gone group by user_id) last
     where users.id = last.user_id`,
    [retention.trash, now],
  );
  for (const [sql, days] of statements) await db.query(sql, [days, now]);
  await recountBytes(db);
}
