import type { Device } from "../../contract/api/notifications.ts";
import { limits } from "../../domain/limits.ts";
import { answerOf } from "../answers.ts";
import type { Queryable } from "../database.ts";

/** A browser's push subscription. */
export interface PushSubscriptionRow {
  id: string;
  endpoint: string;
  p256dh: string;
  auth: string;
  device: string;
  created_at: Date;
  last_success_at: Date | null;
}

export async function listPushSubscriptions(db: Queryable, userId: string): Promise<PushSubscriptionRow[]> {
  const { rows } = await db.query<PushSubscriptionRow>(
    `select id, endpoint, p256dh, auth, device, created_at, last_success_at from push_subscriptions
     where user_id = $1 order by created_at`,
    [userId],
  );
  return rows;
}

/** The subscribed devices of a person, as the API returns them. */
export async function listDevices(db: Queryable, userId: string): Promise<Device[]> {
  const { rows } = await db.query(
    `select id, device, created_at, last_success_at from push_subscriptions
     where user_id = $1 order by created_at`,
    [userId],
  );
  return rows.map(answerOf<Device>);
}

/**
 * Stores a subscription of a session; its endpoint then belongs to the person who used that browser last. Returns its id;
 * undefined when the session was ended meanwhile.
 */
export async function savePushSubscription(
  db: Queryable,
  userId: string,
  subscription: Pick<PushSubscriptionRow, "id" | "endpoint" | "p256dh" | "auth" | "device">,
  sessionId: string | null = null,
): Promise<string | undefined> {
  const { id, endpoint, p256dh, auth, device } = subscription;
  const { rows } = await db.query<{ id: string }>(
    `insert into push_subscriptions (id, user_id, endpoint, p256dh, auth, device, session_id)
     select $1, $2, $3, $4, $5, $6, $7::uuid
     where $7::uuid is null or exists (select from sessions where id = $7 for key share)
     on conflict (endpoint) do update
       set user_id = $2, p256dh = $4, auth = $5, device = $6, session_id = $7 returning id`,
    [id, userId, endpoint, p256dh, auth, device, sessionId],
  );
  await db.query(
    `delete from push_subscriptions where user_id = $1 and id not in (
       select id from push_subscriptions where user_id = $1
       order by coalesce(last_success_at, created_at) desc limit $2)`,
    [userId, limits.pushSubscriptions],
  );
  return rows[0]?.id;
}

export async function deletePushSubscription(db: Queryable, userId: string, id: string): Promise<boolean> {
  const { rowCount } = await db.query("delete from push_subscriptions where id = $1 and user_id = $2", [
    id,
    userId,
  ]);
  return rowCount === 1;
}

export async function touchPushSubscription(db: Queryable, id: string): Promise<void> {
  await db.query("update push_subscriptions set last_success_at = now() where id = $1", [id]);
}
