import type { Envelope } from "../../contract/envelope.ts";
import type { Queryable } from "../database.ts";

/** A notification that one replica delivers now. */
export interface Pending {
  id: string;
  user_id: string;
  event: Envelope<unknown>;
  /** How often it was tried before. */
  attempts: number;
}

/** Seconds for which a claim holds: longer than delivering takes, so that no second replica begins meanwhile. */
const lease = 20;

/** Stores a notification to be delivered; nothing changes when it is stored already, or its user is erased. */
export async function addPending(
  db: Queryable,
  id: string,
  userId: string,
  event: Envelope<unknown>,
): Promise<void> {
  await db.query(
    `insert into pending_notifications (id, user_id, event)
     select $1, id, $3 from users where id = $2 on conflict (id) do nothing`,
    [id, userId, JSON.stringify(event)],
  );
}

/**
 * Claims the next notification of each of some people, those who have waited longest first. Nobody has two under way, so
 * that one person's many or slow ones hold up nobody else and arrive in order.
 */
export async function claimPending(
  db: Queryable,
  { most, except }: { most: number; except: string[] },
): Promise<Pending[]> {
  const { rows } = await db.query<Pending>(
    `update pending_notifications p
     set next_try = now() + make_interval(secs => $1), claimed_until = now() + make_interval(secs => $1)
     where next_try <= now() and id in (
       select id from (
         select distinct on (user_id) id, next_try from pending_notifications due
         where next_try <= now() and user_id <> all($3::uuid[]) and not exists (
           select from pending_notifications other
           where other.user_id = due.user_id and other.claimed_until > now()
         )
         order by user_id, created_at, id
       ) first order by next_try limit $2
     ) returning id, user_id, event, attempts`,
    [lease, most, except],
  );
  return rows;
}

/** Ends the claim of a notification, which is to be tried again after so many seconds. */
export async function postponePending(
  db: Queryable,
  { id, attempts }: Pick<Pending, "id" | "attempts">,
  seconds: number,
): Promise<void> {
  await db.query(
    `update pending_notifications
     set attempts = $2, next_try = now() + make_interval(secs => $3), claimed_until = null where id = $1`,
    [id, attempts, seconds],
  );
}

/** Removes a notification that needs no further try. */
export async function removePending(db: Queryable, id: string): Promise<void> {
  await db.query("delete from pending_notifications where id = $1", [id]);
}
