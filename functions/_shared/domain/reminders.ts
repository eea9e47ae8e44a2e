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

/** A reminder that a task has already. */
interface Existing {
  title: string;
  due_at: Date | null;
  remind_at: Date;
  state: "scheduled" | "fired" | "cancelled";
}

/**
 * What brings a task's reminders in line with the instants it wants: the same instant under the same title and due
 * time stays, any other is cancelled, and what is missing is set, unless it was past already when the change was asked
 * for (`since`): a reminder set too late for its moment is none. One that has fired since then stays too: the change
 * was only handled after its moment, and it does not ring twice.
 */
export function alignment<Row extends Existing>(
  rows: Row[],
  task: Task,
  { instants, since }: { instants: Date[]; since: Date },
): { cancelled: Row[]; missing: Date[] } {
  const kept = rows.filter((row) => row.state === "fired" || isWanted(row, task, instants));
  // One that is overdue but has not fired yet, as its function was down, is not lost to an edit.
  const isAt = (at: Date) => (row: Row) => +row.remind_at === +at;
  const missing = instants.filter((at) => !kept.some(isAt(at)) && (at > since || rows.some(isAt(at))));
  return { cancelled: rows.filter((row) => !kept.includes(row)), missing };
}

function isWanted(row: Existing, task: Task, instants: Date[]): boolean {
  const due = task.due_at === null ? null : Date.parse(task.due_at);
  const sameDue = (row.due_at === null ? null : +row.due_at) === due;
  return sameDue && row.title === task.title && instants.some((instant) => +instant === +row.remind_at);
}

/** Why reminders of a task are cancelled. */
export function cancelReason(task: Task): "deleted" | "skipped" | "completed" | "changed" {
  if (task.deleted_at) return "deleted";
  if (task.skipped_at) return "skipped";
  return task.status === "done" ? "completed" : "changed";
}
