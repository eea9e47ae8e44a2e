import type { OutgoingEvent } from "../contract/envelope.ts";
import { type ReminderSettings, reminderInstants } from "../domain/reminders.ts";
import type { Circumstances } from "../domain/task/rules.ts";
import type { Task } from "../domain/task/task.ts";
import type { Queryable } from "../store/database.ts";
import { insertTask, updateTask } from "../store/tasks/tasks.ts";
import { eventMaker, reminderEvent, taskEvents } from "./announcements.ts";
import type { Change, Operation } from "./operation.ts";
import { alignReminders } from "./reminders.ts";

/** Writes one change with its reminders, and returns the changed task and the events to publish. */
export async function saveChange(
  tx: Queryable,
  operation: Operation,
  { before, after, action, actor = operation.actor }: Change,
  at: Circumstances & ReminderSettings & { seq: number },
): Promise<{ task: Task; events: OutgoingEvent[] }> {
  const { userId } = operation;
  // What the system changes of itself, such as instants after a move to another zone, is no change by anyone.
  const isOwn = before !== null && operation.actor === "system";
  const stamped = { ...after, updated_at: isOwn ? before.updated_at : at.now.toISOString() };
  const task = before
    ? await updateTask(tx, userId, at.seq, { ...before, ...stamped })
    : await insertTask(tx, userId, at.seq, stamped);
  const since = operation.remindsSince ?? operation.acceptedAt;
  const instants = reminderInstants(task, at);
  // A task without reminders before and after the change needs no query.
  const reminders =
    instants.length > 0 || (before && hasReminders(before))
      ? await alignReminders(tx, userId, task, { instants, since, newId: at.newId })
      : { set: [], cancelled: [] };
  const make = eventMaker({ ...operation, actor }, at.newId);
  const events = [
    ...taskEvents(make, userId, task, action),
    ...reminders.cancelled.map((row) => reminderEvent(make, row, "cancelled")),
    ...reminders.set.map((row) => reminderEvent(make, row, "set")),
  ];
  return { task, events };
}

const hasReminders = (task: Task): boolean => task.reminders.length > 0 || task.snoozed_until !== null;
