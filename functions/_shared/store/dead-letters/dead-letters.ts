import type { Envelope } from "../../contract/envelope.ts";
import { storable } from "../../domain/text.ts";
import type { Queryable } from "../database.ts";

const unreachable = "The function did not answer, and left no reason.";

/** Where an event was to be handled, and why it was not. */
export interface Letter {
  topic: string;
  reason: string;
  attempts: number;
}

/** What the event and its consumers left of why it was set aside. */
export async function letterOf(db: Queryable, event: Envelope<unknown>): Promise<Letter> {
  const { topic = "unknown" } = event as { topic?: string };
  const { rows } = await db.query<{ reason: string | null; attempts: number }>(
    `select string_agg(consumer || ': ' || reason, '; ' order by at) as reason, coalesce(sum(attempts), 0)::int as attempts
     from failures where event_id = $1`,
    [event.id],
  );
  const { attempts, reason } = rows[0] as { reason: string | null; attempts: number };
  return { topic, reason: reason ?? unreachable, attempts };
}

/**
 * Records a dead letter; the same one again changes nothing, nor does a command that was carried out or refused all the
 * same, as when its last try outlasted the sidecar's patience.
 */
export async function recordDeadLetter(
  db: Queryable,
  event: Envelope<unknown>,
  { topic, reason, attempts }: Letter,
): Promise<void> {
  await db.query(
    `insert into dead_letters (event_id, topic, type, user_id, reason, attempts, event)
     select $1, $2, $3, $4, $5, $6, $7
     where not exists (
       select from operations
       where id = case when $1 ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then $1::uuid end
         and status <> 'accepted' and result #>> '{problem,code}' is distinct from 'dead-lettered'
     )
     on conflict (event_id, topic) where replayed_at is null do nothing`,
    [
      event.id,
      topic,
      event.type,
      event.partitionkey || null,
      storable(reason),
      attempts,
      JSON.stringify(event, storableValue),
    ],
  );
}

// Even an event with what PostgreSQL cannot hold must be set aside visibly.
const storableValue = (_key: string, value: unknown): unknown =>
  typeof value === "string" ? storable(value) : value;
