import { nextOccurrence } from "../recurrence/index.ts";
import { fieldsWith } from "./fields.ts";
import { type Circumstances, type Draft, initial } from "./rules.ts";
import type { Task } from "./task.ts";

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
  return {
    ...initial,
    ...carried(closed),
    due,
    due_at: at.instantOf(due).toISOString(),
    reminders: closed.reminders.filter((reminder) => "before" in reminder),
    occurrence: next.number,
    created_at: now,
    updated_at: now,
  };
}

const same = fieldsWith({ next: "same" });
const carried = (task: Task) =>
  Object.fromEntries(same.map((name) => [name, task[name]])) as Pick<Task, (typeof same)[number]>;

// In completion mode, a skipped occurrence counts from its due date if that is still ahead, so that the same occurrence
// does not come again. On the schedule its number prevents that, wherever it was moved.
function closingInstant(
  { completed_at, skipped_at, due_at, recurrence }: Task,
  { now }: Circumstances,
): Date {
  const closed = new Date(completed_at ?? skipped_at ?? now);
  const due = skipped_at && due_at && recurrence?.mode === "completion" ? new Date(due_at) : closed;
  return due > closed ? due : closed;
}
