import type { Export } from "../contract/api/export.ts";
import { answerOf } from "./answers.ts";
import type { Queryable } from "./database.ts";
import { withinBytes } from "./pages.ts";

/** Rows of a table that the export holds as a list. */
interface Part {
  table: string;
  /** What is exported of a row: columns, perhaps with a cast or another name, separated by commas. */
  columns: string;
  /** The columns that order a person's rows and tell each from all others, with their types. */
  key: Readonly<Record<string, string>>;
}

const byTime = { created_at: "timestamptz", id: "uuid" } as const;

/**
 * What is kept about a person beside the account, the tasks and the sessions, by its name in the export. A table or a
 * column that is in no part needs a reason in the test of this list.
 */
export const exportParts = {
  reminders: {
    table: "reminders",
    columns: "id, task_id, title, due_at, remind_at, state, reason, created_at, fired_at, notification_id",
    key: { remind_at: "timestamptz", id: "uuid" },
  },
  deliveries: {
    table: "deliveries",
    columns:
      "notification_id, channel, target, task_id, title, status, reason, late, due_at, remind_at, " +
      "created_at, sent_at, read_at",
    key: { created_at: "timestamptz", notification_id: "uuid", channel: "text", target: "text" },
  },
  notifications: {
    table: "pending_notifications",
    columns: "id, event, attempts, next_try, created_at",
    key: byTime,
  },
  devices: {
    table: "push_subscriptions",
    columns: "id, device, created_at, last_success_at",
    key: byTime,
  },
  passkeys: {
    table: "passkeys",
    columns: "id, name, created_at, last_used_at, backed_up",
    key: byTime,
  },
  connections: {
    table: "connections",
    columns: "id, kind, client_id, name, scopes, created_at, used_at, expires_at",
    key: byTime,
  },
  imports: {
    table: "imports",
    columns: "id, format, state, content, total, read, already, report, problem, created_at",
    key: byTime,
  },
  plans: {
    table: "plans",
    columns: "id, actor, origin, reason, status, items, created_at, expires_at",
    key: byTime,
  },
  conversations: {
    table: "conversations",
    columns: "id, title, summary, created_at, updated_at",
    key: byTime,
  },
  chat: {
    table: "turns",
    columns: "id, conversation_id, n, message, reply, state, attempt, steps, problem, created_at, ended_at",
    key: { conversation_id: "uuid", n: "integer" },
  },
  chat_usage: {
    table: "chat_usage",
    columns: "day::text, tokens, messages",
    key: { day: "date" },
  },
  dead_letters: {
    table: "dead_letters",
    columns: "event_id, topic, type, event, received_at, replayed_at",
    key: { id: "bigint" },
  },
  // The longest comes last.
  audit: {
    table: "audit",
    columns: "seq, at, action, actor, task_id, version, operation_id, origin, task_data as task",
    key: { seq: "bigint", event_id: "uuid" },
  },
} as const satisfies Record<string, Part>;

type ExportPart = keyof typeof exportParts;

type AccountExtras = Pick<
  Export["account"],
  "external_subject" | "erase_at" | "seen_at" | "kept_bytes" | "written_bytes" | "written_on"
>;

/** Most rows per query. */
const batch = 500;

/** All of a person's rows of a part in batches, the oldest first; pages end by bytes too. */
export async function* rowsOf<Name extends ExportPart>(
  db: Queryable,
  userId: string,
  name: Name,
): AsyncGenerator<Export[Name]> {
  const { table, columns, key }: Part = exportParts[name];
  const names = Object.keys(key).join(", ");
  const pageAfter = (condition: string) => {
    const page = `select * from ${table} where user_id = $1 ${condition} order by ${names} limit $2`;
    const found = withinBytes(page, { order: names, bytes: "octet_length(page::text)" });
    // As text, since an instant has microseconds there.
    const place = `array[${Object.keys(key).map((column) => `${column}::text`)}] as place`;
    return `select ${columns}, ${place} from ${found} page order by ${names}`;
  };
  const values = Object.values(key).map((type, index) => `$${index + 3}::${type}`);
  const first = pageAfter("");
  const next = pageAfter(`and (${names}) > (${values})`);
  for (let after: string[] | undefined; ; ) {
    const { rows } = await db.query(after ? next : first, [userId, batch, ...(after ?? [])]);
    if (rows.length === 0) return;
    after = rows.at(-1).place;
    yield rows.map(({ place: _, ...row }) => answerOf(row)) as Export[Name];
  }
}

/** What the export holds of an account beside what the API returns of it; none of a person who was erased. */
export async function accountExtras(db: Queryable, userId: string): Promise<AccountExtras> {
  const { rows } = await db.query(
    `select external_subject, erase_at, seen_at, kept_bytes, written_bytes, written_on::text
     from users left join presence on user_id = id where id = $1`,
    [userId],
  );
  return answerOf<AccountExtras>(rows[0] ?? {});
}
