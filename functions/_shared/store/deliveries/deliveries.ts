import type * as api from "../../contract/api/notifications.ts";
import type { Queryable } from "../database.ts";

export type Channel = api.Delivery["channel"];

/** What the ledger stores of a notification. Instants in ISO 8601. */
export interface Told {
  id: string;
  user_id: string;
  task_id: number | null;
  title: string;
  late: boolean;
  due_at: string | null;
  remind_at: string;
}

/** One row of the ledger: a notification on one channel to one target (a device, an address). */
export interface Delivery {
  notification: Told;
  channel: Channel;
  target: string;
}

export type DeliveryStatus = api.Delivery["status"];

/**
 * Seconds for which an attempt owns a delivery: longer than any attempt takes, so that a redelivery does not send in
 * parallel.
 */
const lease = 20;

/**
 * Claims a delivery: `claimed`, or the status that prevents it: a final one, or `sending` while another attempt is
 * under way. A failed or interrupted delivery can be claimed again.
 */
export async function claimDelivery(
  db: Queryable,
  { notification, channel, target }: Delivery,
): Promise<"claimed" | DeliveryStatus> {
  const { rowCount } = await db.query(
    `insert into deliveries (notification_id, channel, target, user_id, task_id, title, status, late, due_at, remind_at,
       claimed_until)
     values ($1, $2, $3, $4, $5, $6, 'sending', $7, $8, $9, now() + make_interval(secs => $10))
     on conflict (notification_id, channel, target)
     do update set attempts = deliveries.attempts + 1, late = excluded.late, claimed_until = excluded.claimed_until
     where deliveries.status = 'sending' and deliveries.claimed_until <= now()`,
    [
      notification.id,
      channel,
      target,
      notification.user_id,
      notification.task_id,
      notification.title,
      notification.late,
      notification.due_at,
      notification.remind_at,
      lease,
    ],
  );
  if (rowCount === 1) return "claimed";
  const { rows } = await db.query<{ status: DeliveryStatus }>(
    "select status from deliveries where notification_id = $1 and channel = $2 and target = $3",
    [notification.id, channel, target],
  );
  return rows[0]?.status ?? "sending";
}

/**
 * Records the outcome of a delivery; `sending` keeps it open for another attempt. A delivery that was sent stays sent.
 */
export async function recordDelivery(
  db: Queryable,
  { notification, channel, target }: Delivery,
  outcome: { status: DeliveryStatus; reason?: string },
): Promise<void> {
  await db.query(
    `update deliveries set status = $4, reason = $5, claimed_until = now(), sent_at = case when $4 = 'sent' then now() end
     where notification_id = $1 and channel = $2 and target = $3 and status <> 'sent'`,
    [notification.id, channel, target, outcome.status, outcome.reason ?? null],
  );
}

/** Ends the open deliveries of a notification whose event became a dead letter. */
export async function failDeliveries(db: Queryable, notificationId: string): Promise<void> {
  await db.query(
    "update deliveries set status = 'failed' where notification_id = $1 and status = 'sending'",
    [notificationId],
  );
}
