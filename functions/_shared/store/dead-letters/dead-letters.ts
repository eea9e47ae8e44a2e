import type { Envelope } from "../../contract/envelope.ts";
import { storable, storableIn } from "../../domain/text.ts";
import type { Queryable } from "../database.ts";

const unreachable = "The function did not answer, and left no reason.";

/** The consumer that could not handle an event, and the reason. */
export interface Letter {
  topic: string;
  reason: string;
  attempts: number;
}

/** The consumer and reason that were stored for a dead letter. */
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
 * Records a dead letter. Nothing changes for one that is recorded already, or for a command that ended after all, as
 * when its last attempt took longer than the sidecar's timeout.
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
      // Also an event with characters that PostgreSQL cannot store is recorded.
      storable(reason),
      attempts,
      JSON.stringify(storableIn(event)),
    ],
  );
}
