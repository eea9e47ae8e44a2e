import type { Due } from "../../domain/task/task.ts";
import type { Queryable } from "../database.ts";

/** A reminder of one task at one instant. */
export interface ReminderRow {
  id: string;
  user_id: string;
  task_id: number;
  title: string;
  due_at: Date | null;
  remind_at: Date;
  state: "scheduled" | "fired" | "cancelled";
}

const columns = "id, user_id, task_id, title, due_at, remind_at, state";

/**
 * The reminders of a task that are scheduled, or that fired for an instant after `since`; locked until the transaction
 * ends.
 */
export async function lockReminders(tx: Queryable, taskId: number, since: Date): Promise<ReminderRow[]> {
  const { rows } = await tx.query<ReminderRow>(
    `select ${columns} from reminders
     where task_id = $1 and (state = 'scheduled' or (state = 'fired' and remind_at > $2)) for update`,
    [taskId, since],
  );
  return rows;
}

/** Cancels reminders for a reason. */
export async function cancelReminders(tx: Queryable, ids: string[], reason: string): Promise<void> {
  if (ids.length === 0) return;
  await tx.query("update reminders set state = 'cancelled', reason = $2 where id = any($1)", [ids, reason]);
}

/** Inserts scheduled reminders. */
export async function insertReminders(tx: Queryable, rows: ReminderRow[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(
    `insert into reminders (id, user_id, task_id, title, due_at, remind_at)
     select id, user_id, task_id, title, due_at, remind_at from jsonb_populate_recordset(null::reminders, $1)`,
    [JSON.stringify(rows)],
  );
}

/** The reminder if it is still scheduled. */
export async function findScheduled(db: Queryable, id: string): Promise<ReminderRow | undefined> {
  const { rows } = await db.query<ReminderRow>(
    `select ${columns} from reminders where id = $1 and state = 'scheduled'`,
    [id],
  );
  return rows[0];
}

/** A reminder that fires now, with the due date of its task. */
export type FiredReminder = ReminderRow & { due: Due | null };

/**
 * Marks the due reminders of people as fired, and returns them in the order of their instants. What another process
 * fires or changes at the moment is left to it.
 */
export async function fireReminders(tx: Queryable, userIds: string[], now: Date): Promise<FiredReminder[]> {
  const { rows } = await tx.query<FiredReminder>(
    `with fired as (
       update reminders set state = 'fired', fired_at = $2
       where id in (
         select id from reminders where user_id = any($1) and state = 'scheduled' and remind_at <= $2
         for update skip locked
       ) returning ${columns}
     )
     select fired.*, (select due from tasks where tasks.user_id = fired.user_id and tasks.id = fired.task_id)
     from fired order by remind_at, id`,
    [userIds, now],
  );
  return rows;
}

/** Those of the people of whom more than `most` reminders are due. */
export async function crowdedAmong(
  db: Queryable,
  userIds: string[],
  now: Date,
  most: number,
): Promise<Set<string>> {
  const { rows } = await db.query<{ id: string }>(
    `select id from unnest($1::uuid[]) as people (id)
     where (select count(*) from (
       select from reminders where user_id = people.id and state = 'scheduled' and remind_at <= $2 limit $3 + 1
     ) due) > $3`,
    [userIds, now, most],
  );
  return new Set(rows.map(({ id }) => id));
}

/** Records that one notification told of several reminders. */
export async function markCounted(tx: Queryable, ids: string[], notificationId: string): Promise<void> {
  await tx.query("update reminders set notification_id = $2 where id = any($1)", [ids, notificationId]);
}

/** Whether a person has a scheduled reminder at an instant. */
export async function remindsAt(db: Queryable, userId: string, at: Date): Promise<boolean> {
  const { rows } = await db.query(
    "select from reminders where user_id = $1 and remind_at = $2 and state = 'scheduled' limit 1",
    [userId, at],
  );
  return rows.length > 0;
}

/** The person of a reminder, in whatever state it is. */
export async function personOf(db: Queryable, id: string): Promise<string | undefined> {
  const { rows } = await db.query<{ user_id: string }>("select user_id from reminders where id = $1", [id]);
  return rows[0]?.user_id;
}

/** A scheduled reminder of each person with one whose instant has passed, those of the oldest first. */
export async function overdueReminders(
  db: Queryable,
  before: Date,
  limit: number,
): Promise<Pick<ReminderRow, "id" | "user_id">[]> {
  const { rows } = await db.query<Pick<ReminderRow, "id" | "user_id">>(
    `select id, user_id from (
       select distinct on (user_id) id, user_id, remind_at from reminders
       where state = 'scheduled' and remind_at < $1 order by user_id, remind_at
     ) first order by remind_at limit $2`,
    [before, limit],
  );
  return rows;
}
