import { addDays, daysBetween } from "../days.ts";
import { nextOccurrence } from "../recurrence/index.ts";
import { localDate, localDateTime, toInstant } from "../time.ts";
import { fieldsWith } from "./fields.ts";
import { type Circumstances, type Draft, initial } from "./rules.ts";
import type { Reminder, Task } from "./task.ts";

/** The occurrence that follows a closed one, or null when its rule has ended. */
export function follow(closed: Task, at: Circumstances): Draft | null {
  if (!closed.recurrence || !closed.due || closed.occurrence === null) return null;
  const { anchor } = closed.recurrence;
  const zone = anchor.time_zone ?? at.zone;
  const current = { number: closed.occurrence, due: closed.due };
  const next = nextOccurrence(closed.recurrence, zone, current, closingInstant(closed, at));
  if (!next) return null;
  // The zone of the series, since one occurrence that was moved to another zone does not move the others.
  const due = { ...next.due, ...(anchor.time_zone && { time_zone: anchor.time_zone }) };
  const now = at.now.toISOString();
  const due_at = at.instantOf(due).toISOString();
  return {
    ...initial,
    ...carried(closed),
    due,
    due_at,
    reminders: repeated(closed, due_at, at),
    occurrence: next.number,
    created_at: now,
    updated_at: now,
  };
}

/** A reminder at an instant is as long before or after the next occurrence as it was of the closed one. */
function repeated({ reminders, due_at }: Task, next: string, at: Circumstances): Reminder[] {
  return reminders.flatMap((reminder): Reminder[] => {
    if (!("at" in reminder)) return [reminder];
    if (!due_at) return [];
    return [{ at: movedBy(reminder.at, due_at, next, at.zone) }];
  });
}

/** Days by the calendar and the time of the clock: neither summer time nor its end changes when it rings. */
function movedBy(instant: string, from: string, to: string, zone: string): string {
  const local = localDateTime(new Date(instant), zone);
  const dayOf = (one: string) => localDate(new Date(one), zone);
  const date = addDays(dayOf(to), daysBetween(dayOf(from), local.date));
  const same = localDateTime(new Date(from), zone).time === localDateTime(new Date(to), zone).time;
  if (same) return toInstant({ ...local, date }, zone).toISOString();
  return new Date(Date.parse(instant) + Date.parse(to) - Date.parse(from)).toISOString();
}

const same = fieldsWith({ next: "same" });
const carried = (task: Task) =>
  Object.fromEntries(same.map((name) => [name, task[name]])) as Pick<Task, (typeof same)[number]>;

// In completion mode, a skipped occurrence counts from its due date if that is still ahead. On the schedule its number
// prevents that the same occurrence comes again, wherever it was moved.
function closingInstant(
  { completed_at, skipped_at, due_at, recurrence }: Task,
  { now }: Circumstances,
): Date {
  const closed = new Date(completed_at ?? skipped_at ?? now);
  const due = skipped_at && due_at && recurrence?.mode === "completion" ? new Date(due_at) : closed;
  return due > closed ? due : closed;
}
