import type { Due, Task } from "../../domain/task/task.ts";
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

/** What changed when a task's reminders were brought in line with the task. */
export interface ReminderChanges {
  set: ReminderRow[];
  cancelled: ReminderRow[];
}

/**
 * Brings the scheduled reminders of a task in line with the instants it wants: the same instant under the
 * same title and due time stays, any other is cancelled, and what is missing is set, unless it was past
 * already when the change was asked for (`since`): a reminder set too late for its moment is none. One that has fired
 * since then stays too: the change was only handled after its moment, and it does not ring twice.
 */
export async function alignReminders(
  tx: Queryable,
  userId: string,
  task: Task,
  { instants, since, newId }: { instants: Date[]; since: Date; newId: () => string },
): Promise<ReminderChanges> {
  const { rows } = await tx.query<ReminderRow>(
    `select ${columns} from reminders
     where task_id = $1 and (state = 'scheduled' or (state = 'fired' and remind_at > $2)) for update`,
    [task.id, since],
  );
  const kept = rows.filter((row) => row.state === "fired" || isWanted(row, task, instants));
  const cancelled = rows.filter((row) => !kept.includes(row));
  // One that is overdue but has not fired yet, as its function was down, is not lost to an edit.
  const isAt = (at: Date) => (row: ReminderRow) => +row.remind_at === +at;
  const missing = instants.filter((at) => !kept.some(isAt(at)) && (at > since || rows.some(isAt(at))));
  if (cancelled.length > 0)
    await tx.query("update reminders set state = 'cancelled', reason = $2 where id = any($1)", [
      cancelled.map(({ id }) => id),
      reasonOf(task),
    ]);
  const set = missing.map((remind_at) => reminderOf(userId, task, remind_at, newId()));
  for (const row of set)
    await tx.query(
      "insert into reminders (id, user_id, task_id, title, due_at, remind_at) values ($1, $2, $3, $4, $5, $6)",
      [row.id, row.user_id, row.task_id, row.title, row.due_at, row.remind_at],
    );
  return { set, cancelled };
}

function isWanted(row: ReminderRow, task: Task, instants: Date[]): boolean {
  const due = task.due_at === null ? null : Date.parse(task.due_at);
  const sameDue = (row.due_at === null ? null : +row.due_at) === due;
  return sameDue && row.title === task.title && instants.some((instant) => +instant === +row.remind_at);
}

function reminderOf(userId: string, task: Task, remind_at: Date, id: string): ReminderRow {
  const due_at = task.due_at === null ? null : new Date(task.due_at);
  return { id, user_id: userId, task_id: task.id, title: task.title, due_at, remind_at, state: "scheduled" };
}

function reasonOf(task: Task): string {
  if (task.deleted_at) return "deleted";
  if (task.skipped_at) return "skipped";
  return task.status === "done" ? "completed" : "changed";
}

/** The reminder if it still waits for its moment. */
export async function findScheduled(db: Queryable, id: string): Promise<ReminderRow | undefined> {
  const { rows } = await db.query<ReminderRow>(
    `select ${columns} from reminders where id = $1 and state = 'scheduled'`,
    [id],
  );
  return rows[0];
}

/** Marks a due reminder fired; undefined when it was fired, moved or cancelled before, or is not due. */
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

/** Reminders that are past their moment and not fired, oldest first. */
export async function overdueReminders(db: Queryable, before: Date, limit: number): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    "select id from reminders where state = 'scheduled' and remind_at < $1 order by remind_at limit $2",
    [before, limit],
  );
  return rows.map(({ id }) => id);
}
