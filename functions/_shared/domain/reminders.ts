import type { Task } from "./task/task.ts";
import { subtractDuration } from "./time.ts";

/** A reminder that arrives later than this, in milliseconds, says so. */
const lateAfter = 60_000;

/** Whether a reminder is so late now that it has to say so. */
export const isLate = (remindAt: Date, now: Date): boolean => now.getTime() - remindAt.getTime() > lateAfter;

/** The instants at which a task wants to remind, each once and in order; none for one that is done or deleted. */
export function reminderInstants(task: Task, zone: string): Date[] {
  if (task.status === "done" || task.deleted_at) return [];
  const wanted = task.reminders.flatMap((reminder) => instantOf(reminder, task, zone));
  if (task.snoozed_until) wanted.push(new Date(task.snoozed_until));
  const distinct = new Set(wanted.map((instant) => instant.getTime()));
  return [...distinct].sort((a, b) => a - b).map((time) => new Date(time));
}

function instantOf(reminder: Task["reminders"][number], task: Task, zone: string): Date[] {
  if ("at" in reminder) return [new Date(reminder.at)];
  if (!task.due) return [];
  return [subtractDuration(task.due, reminder.before, task.due.time_zone ?? zone)];
}
