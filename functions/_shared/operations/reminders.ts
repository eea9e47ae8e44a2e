import { alignment, cancelReason } from "../domain/reminders.ts";
import type { Task } from "../domain/task/task.ts";
import type { Queryable } from "../store/database.ts";
import {
  cancelReminders,
  insertReminder,
  lockReminders,
  type ReminderRow,
} from "../store/reminders/reminders.ts";

/** The reminders that were set and cancelled for a task. */
export interface ReminderChanges {
  set: ReminderRow[];
  cancelled: ReminderRow[];
}

/** Sets and cancels the reminders of a task by the rules of `alignment`. */
export async function alignReminders(
  tx: Queryable,
  userId: string,
  task: Task,
  { newId, ...wanted }: { instants: Date[]; since: Date; newId: () => string },
): Promise<ReminderChanges> {
  const rows = await lockReminders(tx, task.id, wanted.since);
  const { cancelled, missing } = alignment(rows, task, wanted);
  await cancelReminders(
    tx,
    cancelled.map(({ id }) => id),
    cancelReason(task),
  );
  const set = missing.map((at) => reminderOf(userId, task, at, newId()));
  for (const row of set) await insertReminder(tx, row);
  return { set, cancelled };
}

function reminderOf(userId: string, task: Task, remind_at: Date, id: string): ReminderRow {
  const due_at = task.due_at === null ? null : new Date(task.due_at);
  return { id, user_id: userId, task_id: task.id, title: task.title, due_at, remind_at, state: "scheduled" };
}
