import type { Queryable } from "../database.ts";

/**
 * Records a failed attempt of a consumer with an event; resolves to the number of failures that followed each other
 * closely.
 */
export async function recordFailure(
  db: Queryable,
  failure: { eventId: string; consumer: string; reason: string },
): Promise<number> {
  const { rows } = await db.query<{ attempts: number }>(
    `insert into failures (event_id, consumer, reason) values ($1, $2, $3)
     on conflict (event_id, consumer)
     do update set reason = excluded.reason, at = now(),
       attempts = case when failures.at > now() - interval '10 minutes' then failures.attempts + 1 else 1 end
     returning attempts`,
    [failure.eventId, failure.consumer, failure.reason.slice(0, 2000)],
  );
  return rows[0]?.attempts ?? 0;
}
