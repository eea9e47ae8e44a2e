import { allTopics, outboxTopics } from "../_shared/contract/topics.ts";
import { reasons } from "../_shared/domain/reasons.ts";
import type { Queryable } from "../_shared/store/database.ts";
import type { Metric, Sample } from "./text.ts";

/** A question to the database: its gauges, and the query that answers them at the instant $1. */
interface Question {
  /** Gauge → its help. The query returns a column of each name, without the prefix. */
  gauges: Record<string, string>;
  sql: string;
  /** Columns of the query that are labels, with their values: a combination that has no row is 0. */
  labels?: Record<string, readonly string[]>;
}

/** Age in seconds of a column's oldest instant, 0 when there is no row. */
const age = (column: string) =>
  `coalesce(greatest(extract(epoch from $1::timestamptz - min(${column})), 0), 0)::float8`;

/**
 * A window of five minutes that ended a minute ago, so that what is under way counts neither as done nor as missed.
 * Ratios of its averages over hours and days are the objectives: they need no counter that a restart would reset.
 */
const recent = (column: string) =>
  `${column} > $1::timestamptz - interval '6 minutes' and ${column} <= $1::timestamptz - interval '1 minute'`;

/** Everything that is asked of the database. Each query uses an index that holds only what it counts. */
export const questions: readonly Question[] = [
  {
    gauges: {
      reminders_overdue: "Reminders that are due and have not fired.",
      reminders_overdue_seconds: "Seconds by which the most overdue of them is late.",
    },
    sql: `select count(*) as reminders_overdue, ${age("remind_at")} as reminders_overdue_seconds
      from reminders where state = 'scheduled' and remind_at < $1`,
  },
  {
    gauges: {
      reminders_recent:
        "Reminders that were due one to six minutes ago, by whether they fired within 5 seconds.",
    },
    labels: { result: ["on-time", "late"] },
    sql: `select result, count(*) as reminders_recent from (
        select 'late' as result from reminders where state = 'scheduled' and ${recent("remind_at")}
        union all
        select case when fired_at <= greatest(remind_at, created_at) + interval '5 seconds' then 'on-time' else 'late' end
        from reminders where state = 'fired' and ${recent("remind_at")}
      ) as due group by 1`,
  },
  {
    gauges: {
      operations_unfinished: "Accepted operations without a result.",
      operations_unfinished_seconds: "Age in seconds of the oldest of them.",
    },
    sql: `select count(*) as operations_unfinished, ${age("created_at")} as operations_unfinished_seconds
      from operations where status = 'accepted'`,
  },
  {
    gauges: {
      operations_recent:
        "Operations recorded one to six minutes ago, by whether they had a result within 10 seconds.",
    },
    labels: { result: ["handled", "slow"] },
    sql: `select case when finished_at <= created_at + interval '10 seconds' then 'handled' else 'slow' end as result,
        count(*) as operations_recent
      from operations where ${recent("created_at")} group by 1`,
  },
  {
    gauges: {
      outbox_events: "Events in the outbox that are not published yet.",
      outbox_oldest_seconds: "Age in seconds of the oldest of them.",
    },
    labels: { topic: outboxTopics },
    sql: `select topic, count(*) as outbox_events, ${age("created_at")} as outbox_oldest_seconds from outbox group by 1`,
  },
  {
    gauges: { dead_letters: "Dead letters that were not replayed." },
    labels: { topic: allTopics },
    sql: "select topic, count(*) as dead_letters from dead_letters where replayed_at is null group by 1",
  },
  {
    gauges: {
      notifications_due: "Notifications whose next try is due.",
      notifications_due_seconds: "Seconds by which the most overdue of these tries is late.",
    },
    sql: `select count(*) as notifications_due, ${age("next_try")} as notifications_due_seconds
      from pending_notifications where next_try < $1`,
  },
  {
    gauges: { notifications_waiting: "Notifications that wait for a later try." },
    sql: "select count(*) as notifications_waiting from pending_notifications where next_try >= $1",
  },
  {
    gauges: { deliveries_hour: "Deliveries begun within the last hour, by channel and status." },
    labels: {
      channel: ["push", "email", "in-app"],
      status: ["sending", "sent", "failed", "gone", "skipped"],
    },
    // A device that has unsubscribed is no failure of ours.
    sql: `select channel, case when status = 'failed' and reason like '${reasons.unsubscribed}%' then 'gone' else status end
        as status, count(*) as deliveries_hour from deliveries
      where created_at > $1::timestamptz - interval '1 hour' and created_at <= $1 group by 1, 2`,
  },
  {
    gauges: {
      turns_unfinished: "Turns of the assistant that have not ended.",
      turns_unclaimed_seconds: "Seconds for which the oldest of them has had no owner.",
    },
    sql: `select count(*) as turns_unfinished, ${age("lease_until")} as turns_unclaimed_seconds
      from turns where state in ('queued', 'running')`,
  },
  {
    gauges: {
      imports_unfinished: "Imports that are not sent yet.",
      imports_unfinished_seconds: "Age in seconds of the oldest of them.",
    },
    sql: `select count(*) as imports_unfinished, ${age("created_at")} as imports_unfinished_seconds
      from imports where state in ('queued', 'reading', 'sending')`,
  },
  {
    gauges: { database_bytes: "Size of the database in bytes." },
    sql: "select pg_database_size(current_database())::float8 as database_bytes where $1::timestamptz is not null",
  },
];

type Row = Record<string, string | number>;

/** Asks one question; rejects when the query fails. */
export async function ask(
  db: Queryable,
  { gauges, sql, labels = {} }: Question,
  now: Date,
): Promise<Metric[]> {
  const { rows } = await db.query<Row>(sql, sql.includes("$1") ? [now] : []);
  return Object.entries(gauges).map(([name, help]) => ({
    name: `taskwake_${name}`,
    help,
    samples: combinations(Object.entries(labels)).map((wanted): Sample => {
      const row = rows.find((each) =>
        Object.entries(wanted).every(([label, value]) => each[label] === value),
      );
      return { labels: wanted, value: Number(row?.[name] ?? 0) };
    }),
  }));
}

/** Every combination of the labels' values. */
function combinations(labels: [string, readonly string[]][]): Record<string, string>[] {
  const [first, ...rest] = labels;
  if (!first) return [{}];
  const [label, values] = first;
  return values.flatMap((value) => combinations(rest).map((others) => ({ [label]: value, ...others })));
}
