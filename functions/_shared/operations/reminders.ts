import { alignment, cancelReason } from "../domain/reminders.ts";
import type { Task } from "../domain/task/task.ts";
import type { Queryable } from "../store/database.ts";
import { cancelReminders, lockReminders, type ReminderRow } from "../store/reminders/reminders.ts";

/** The reminders that are set and cancelled for a task. */
export interface ReminderChanges {
  set: ReminderRow[];
  cancelled: ReminderRow[];
}

/** What a task wants: its instants, and since when. */
interface Wanted {
  instants: Date[];
  since: Date;
  newId: () => string;
}

/** Cancels reminders of a task by the rules of `alignment`, and returns those to insert. */
export async function alignReminders(
  tx: Queryable,
  userId: string,
  task: Task,
  wanted: Wanted,
): Promise<ReminderChanges> {
  const changes = remindersOf(userId, task, await lockReminders(tx, task.id, wanted.since), wanted);
  const ids = changes.cancelled.map(({ id }) => id);
  await cancelReminders(tx, ids, cancelReason(task));
  return changes;
}

/** The reminders to set and to cancel for a task that has `rows`. Pure. */
export function remindersOf(
  userId: string,
  task: Task,
  rows: ReminderRow[],
  { newId, ...wanted }: Wanted,
): ReminderChanges {
  const { cancelled, missing } = alignment(rows, task, wanted);
  return { set: missing.map((at) => reminderOf(userId, task, at, newId())), cancelled };
}

function reminderOf(userId: string, task: Task, remind_at: Date, id: string): ReminderRow {
  const due_at = task.due_at === null ? null : new Date(task.due_at);
  return { id, user_id: userId, task_id: task.id, title: task.title, due_at, remind_at, state: "scheduled" };
}
