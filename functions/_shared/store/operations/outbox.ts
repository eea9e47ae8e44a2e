import type { OutgoingEvent } from "../../contract/envelope.ts";
import { outboxTopics } from "../../contract/topics.ts";
import { prepared, type Queryable } from "../database.ts";

/** Events under the id of their cause, which a redelivery has as well. */
export interface WrittenEvents {
  cause: string;
  events: OutgoingEvent[];
}

/**
 * Writes events in the transaction of their change. Throws for a topic that is not in `outboxTopics`, to which `remind`
 * may not publish.
 */
export async function writeOutbox(tx: Queryable, written: WrittenEvents[]): Promise<void> {
  const rows = written.flatMap(({ cause, events }) => events.map((each) => ({ cause, ...each })));
  if (rows.length === 0) return;
  const foreign = rows.find(({ topic }) => !outboxTopics.includes(topic));
  if (foreign) throw new Error(`outboxTopics does not contain ${foreign.topic}`);
  await tx.query(
    `insert into outbox (cause, topic, event)
     select cause, topic, event::jsonb from unnest($1::uuid[], $2::text[], $3::text[]) as e (cause, topic, event)`,
    [
      rows.map(({ cause }) => cause),
      rows.map(({ topic }) => topic),
      rows.map(({ event }) => JSON.stringify(event)),
    ],
  );
}

/** The first unpublished events of one cause, in the order they were written. */
export async function unpublished(
  db: Queryable,
  cause: string,
  limit = 500,
): Promise<(OutgoingEvent & { id: number })[]> {
  const { rows } = await db.query(
    "select id, topic, event from outbox where cause = $1 order by id limit $2",
    [cause, limit],
  );
  return rows;
}

/** Causes whose publisher stopped before publishing, oldest first; `age` in seconds. (Default: on any topic) */
export async function strandedCauses(
  db: Queryable,
  { age, topic, limit = 200 }: { age: number; topic?: string; limit?: number },
): Promise<string[]> {
  const { rows } = await db.query<{ cause: string }>(
    `select cause from outbox where created_at < now() - make_interval(secs => $1) and topic = coalesce($2, topic)
     group by cause order by min(id) limit $3`,
    [age, topic ?? null, limit],
  );
  return rows.map(({ cause }) => cause);
}

const publishedSql = prepared("delete from outbox where cause = any($1)");

/** Deletes all events of causes, for each of which events are written only once. */
export async function markAllPublished(db: Queryable, causes: string[]): Promise<void> {
  await db.query(publishedSql, [causes]);
}

/** Deletes published events and no other: meanwhile the same cause may have written more. */
export async function markPublished(db: Queryable, ids: number[]): Promise<void> {
  await db.query("delete from outbox where id = any($1)", [ids]);
}
