import { Kafka, logLevel } from "kafkajs";
import pg from "pg";
import type { RunningSystem } from "../../tools/local/system.ts";
import { consumerLag } from "../../tools/operate/lag.ts";
import { connected } from "../support/locks.ts";
import type { FinalState, OperationEnd } from "./history.ts";

pg.types.setTypeParser(20, Number);

/** Runs one query on the system's database. */
export async function query<Row extends object>(
  { databaseUrl }: Pick<RunningSystem, "databaseUrl">,
  sql: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = await connected(databaseUrl);
  try {
    return (await client.query(sql, values)).rows as Row[];
  } finally {
    await client.end();
  }
}

export const kafkaOf = ({ kafkaBrokers }: Pick<RunningSystem, "kafkaBrokers">): Kafka =>
  new Kafka({ brokers: kafkaBrokers.split(","), logLevel: logLevel.NOTHING });

/** Unconsumed events by consumer group; groups without any are omitted. */
export async function lagOf(system: Pick<RunningSystem, "kafkaBrokers">): Promise<Record<string, number>> {
  const groups = await consumerLag(system.kafkaBrokers);
  return Object.fromEntries(groups.filter(({ lag }) => lag > 0).map(({ group, lag }) => [group, lag]));
}

/** Why the system is still working; empty when it is idle. */
export async function unrest(system: RunningSystem): Promise<string[]> {
  const [counts] = await query<{ outbox: number; overdue: number; sending: number; open: number }>(
    system,
    `select (select count(*) from outbox) as outbox,
       (select count(*) from reminders where state = 'scheduled' and remind_at < now() + interval '40 s') as overdue,
       (select count(*) from pending_notifications) as sending,
       (select count(*) from operations where status = 'accepted') as open`,
  );
  const reasons = Object.entries(counts ?? {}).filter(([, count]) => count > 0);
  const lag = Object.entries(await lagOf(system)).map(([group, events]) => `lag of ${group}: ${events}`);
  return [...reasons.map(([what, count]) => `${what}: ${count}`), ...lag];
}

/** Reads the final state for the checker. */
export async function observe(
  system: RunningSystem,
  users: string[],
  tasks: FinalState["tasks"],
): Promise<FinalState> {
  const read = <Row extends object>(sql: string) => query<Row>(system, sql, [users]);
  const operations = await read<{ id: string } & OperationEnd>(
    `select id, status, task_id, (result->'task_data'->>'version')::int as version, result->'problem'->>'code' as code
     from operations where user_id = any($1)`,
  );
  const [outbox] = await query<{ count: number; at: number }>(
    system,
    "select count(*), (extract(epoch from now()) * 1000)::float8 as at from outbox",
  );
  return {
    at: outbox?.at ?? 0,
    operations: new Map(operations.map((row) => [row.id, row])),
    audit: await read(
      `select user_id, task_id, version, seq, action, actor, operation_id, task_data from audit
       where user_id = any($1) order by task_id, version, seq`,
    ),
    tasks,
    deadLetters: await read(
      "select event_id, topic, reason from dead_letters where user_id = any($1::text[]) and replayed_at is null",
    ),
    reminders: await read(
      `select id, coalesce(notification_id, id) as told_by, user_id, task_id, state, (extract(epoch from remind_at) * 1000)::float8 as remind_at
       from reminders where user_id = any($1)`,
    ),
    deliveries: await read(
      "select notification_id, user_id, channel, status, attempts from deliveries where user_id = any($1)",
    ),
    outbox: outbox?.count ?? 0,
    lag: await lagOf(system),
  };
}
