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

/** Inserts a scheduled reminder. */
export async function insertReminder(tx: Queryable, row: ReminderRow): Promise<void> {
  await tx.query(
    "insert into reminders (id, user_id, task_id, title, due_at, remind_at) values ($1, $2, $3, $4, $5, $6)",
    [row.id, row.user_id, row.task_id, row.title, row.due_at, row.remind_at],
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

/** Marks a due reminder as fired; undefined when it fired before, was moved or cancelled, or is not due. */
export async function fireReminder(
  tx: Queryable,
  id: string,
  now: Date,
): Promise<(ReminderRow & { due: Due | null }) | undefined> {
  const { rows } = await tx.query(
    `update reminders set state = 'fired', fired_at = $2
     where id = $1 and state = 'scheduled' and remind_at <= $2
     returning ${columns},
       (select due from tasks where tasks.user_id = reminders.user_id and tasks.id = reminders.task_id)`,
    [id, now],
  );
  return rows[0];
}

/** Scheduled reminders whose instant has passed, oldest first. */
export async function overdueReminders(db: Queryable, before: Date, limit: number): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    "select id from reminders where state = 'scheduled' and remind_at < $1 order by remind_at limit $2",
    [before, limit],
  );
  return rows.map(({ id }) => id);
}
