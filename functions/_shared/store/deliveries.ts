import type { Notification } from "../events/schemas.ts";
import type { Queryable } from "./database.ts";

export type Channel = "push" | "email" | "in-app";

/** One row of the ledger: a notification on one channel to one target (a device, an address). */
export interface Delivery {
  notification: Notification;
  channel: Channel;
  target: string;
}

/** Claims a delivery; false when it was brought to an end before. One that was cut short is claimed again. */
export async function claimDelivery(
  db: Queryable,
  { notification, channel, target }: Delivery,
): Promise<boolean> {
  const { rowCount } = await db.query(
    `insert into deliveries (notification_id, channel, target, user_id, task_id, title, status, late, due_at, remind_at)
     values ($1, $2, $3, $4, $5, $6, 'sending', $7, $8, $9)
     on conflict (notification_id, channel, target)
     do update set attempts = deliveries.attempts + 1, late = excluded.late where deliveries.status = 'sending'`,
    [
      notification.reminder_id,
      channel,
      target,
      notification.user_id,
      notification.task_id,
      notification.title,
      notification.late,
      notification.due_at,
      notification.remind_at,
    ],
  );
  return rowCount === 1;
}

/** Records how a delivery went; `sending` keeps it open for another attempt. */
export async function recordDelivery(
  db: Queryable,
  { notification, channel, target }: Delivery,
  outcome: { status: "sending" | "sent" | "failed" | "skipped"; reason?: string },
): Promise<void> {
  await db.query(
    `update deliveries set status = $4, reason = $5, sent_at = case when $4 = 'sent' then now() end
     where notification_id = $1 and channel = $2 and target = $3`,
    [notification.reminder_id, channel, target, outcome.status, outcome.reason ?? null],
  );
}
