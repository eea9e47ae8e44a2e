import * as z from "zod";
import type { Delivery, ReminderHistory } from "../../contract/api/notifications.ts";
import type { Page } from "../../contract/api/parts.ts";
import { answerOf } from "../answers.ts";
import { cursorTypes, decodeCursor, encodeCursor } from "../cursor.ts";
import type { Queryable } from "../database.ts";

const deliveryColumns = `notification_id, channel, target, task_id, title, status, reason, late, due_at, remind_at,
  created_at, sent_at, read_at`;

/** Position in the ledger: instant, notification, channel, target. */
const Place = z.tuple([cursorTypes.timestamp, cursorTypes.uuid, cursorTypes.text, cursorTypes.text]);

/** A page of the user's ledger, newest first; undefined for a cursor of another list. */
export async function readLedger(
  db: Queryable,
  userId: string,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<Page<Delivery> | undefined> {
  const after = cursor ? decodeCursor("ledger", Place, cursor) : [];
  if (!after) return undefined;
  const behind = cursor
    ? "(created_at, notification_id, channel, target) < ($3::timestamp at time zone 'UTC', $4::uuid, $5, $6)"
    : "true";
  const { rows } = await db.query(
    `select ${deliveryColumns}, (created_at at time zone 'UTC')::text as place from deliveries
     where user_id = $1 and ${behind}
     order by created_at desc, notification_id desc, channel desc, target desc limit $2`,
    [userId, limit + 1, ...after],
  );
  const results = rows.slice(0, limit).map(({ place: _, ...row }) => answerOf<Delivery>(row));
  const last = rows[limit - 1];
  if (rows.length <= limit || !last) return { results, next_cursor: null };
  const { place, notification_id, channel, target } = last;
  return { results, next_cursor: encodeCursor("ledger", [place, notification_id, channel, target]) };
}

/** In-app notifications that the user has not read, counted up to 100. */
export async function countUnread(db: Queryable, userId: string): Promise<number> {
  const { rows } = await db.query<{ unread: number }>(
    `select count(*)::int as unread from (
       select from deliveries where user_id = $1 and channel = 'in-app' and read_at is null
       order by created_at desc limit 100) as newest`,
    [userId],
  );
  return rows[0]?.unread ?? 0;
}

/** Marks the in-app notifications up to an instant as read. */
export async function markRead(db: Queryable, userId: string, before: Date): Promise<void> {
  await db.query(
    `update deliveries set read_at = now()
     where user_id = $1 and channel = 'in-app' and read_at is null and created_at <= $2`,
    [userId, before],
  );
}

/** All reminders that a task ever had, newest first, with the reason why each was delivered or not. */
export async function remindersOfTask(
  db: Queryable,
  userId: string,
  taskId: number,
): Promise<ReminderHistory[]> {
  const { rows } = await db.query(
    `select coalesce(notification_id, id) as told_by, id as reminder_id, remind_at, due_at, state, reason, fired_at from reminders
     where user_id = $1 and task_id = $2 order by remind_at desc, id limit 200`,
    [userId, taskId],
  );
  const { rows: sent } = await db.query(
    `select ${deliveryColumns} from deliveries where user_id = $1 and notification_id = any($2::uuid[])`,
    [userId, rows.map(({ told_by }) => told_by)],
  );
  const deliveries = sent.map(answerOf<Delivery>);
  return rows.map(({ told_by, ...row }) => ({
    ...answerOf<Omit<ReminderHistory, "deliveries">>(row),
    deliveries: deliveries.filter(({ notification_id }) => notification_id === told_by),
  }));
}
