import type { Task } from "./task/task.ts";
import { type Due, subtractDuration } from "./time.ts";

/** Milliseconds after which a reminder counts as late and says so. */
const lateAfter = 60_000;

/** Whether a reminder is late. */
export const isLate = (remindAt: Date, now: Date): boolean => now.getTime() - remindAt.getTime() > lateAfter;

/** The person's settings from which the instants of reminders follow. */
export interface ReminderSettings {
  /** IANA time zone. */
  zone: string;
  /** Local time to which reminders of a day without a time are counted. */
  wholeDayTime: string;
}

/** The distinct instants at which a task reminds, in order; none for a task that is done or deleted. */
export function reminderInstants(task: Task, settings: ReminderSettings): Date[] {
  if (task.status === "done" || task.deleted_at) return [];
  const wanted = task.reminders.flatMap((reminder) => instantOf(reminder, task, settings));
  if (task.snoozed_until) wanted.push(new Date(task.snoozed_until));
  const distinct = new Set(wanted.map((instant) => instant.getTime()));
  return [...distinct].sort((a, b) => a - b).map((time) => new Date(time));
}

function instantOf(reminder: Task["reminders"][number], task: Task, settings: ReminderSettings): Date[] {
  if ("at" in reminder) return [new Date(reminder.at)];
  return task.due ? [beforeDue(task.due, reminder, settings)] : [];
}

const isExact = (duration: string): boolean => /T.*[1-9]/.test(duration);

/**
 * The instant of a reminder before a due date: that long before, or at its time of the day that many days before. Days
 * and weeks before a day without a time count to the person's time for whole days; hours and minutes are exact.
 */
export function beforeDue(
  due: Due,
  { before, time }: { before: string; time?: string },
  { zone, wholeDayTime }: ReminderSettings,
): Date {
  const hour = time ?? due.time ?? (isExact(before) ? undefined : wholeDayTime);
  return subtractDuration({ ...due, ...(hour && { time: hour }) }, before, zone);
}

/** An existing reminder of a task. */
interface Existing {
  title: string;
  due_at: Date | null;
  remind_at: Date;
  state: "scheduled" | "fired" | "cancelled";
}

/**
 * Compares a task's reminders with the instants it asks for. A reminder at the same instant, with the same title and
 * due time, stays; any other is cancelled. A missing one is set unless its instant was past when the change was
 * requested (`since`). A reminder that has fired since then stays too, or it would ring twice when the change is
 * handled late.
 */
export function alignment<Row extends Existing>(
  rows: Row[],
  task: Task,
  { instants, since }: { instants: Date[]; since: Date },
): { cancelled: Row[]; missing: Date[] } {
  const kept = rows.filter((row) => row.state === "fired" || isWanted(row, task, instants));
  // An edit must not cancel a reminder that is overdue and has not fired yet because its function was down.
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
