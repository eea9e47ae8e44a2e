import type { Queryable } from "./database.ts";

/** Records that an attempt to handle an event failed, and counts the attempts. */
export async function recordFailure(
  db: Queryable,
  failure: { eventId: string; consumer: string; reason: string },
): Promise<void> {
  await db.query(
    `insert into failures (event_id, consumer, reason) values ($1, $2, $3)
     on conflict (event_id, consumer)
     do update set reason = excluded.reason, attempts = failures.attempts + 1, at = now()`,
    [failure.eventId, failure.consumer, failure.reason.slice(0, 2000)],
  );
}
