import { nextOccurrence } from "../recurrence/index.ts";
import type { Circumstances, Draft } from "./rules.ts";
import type { Task } from "./task.ts";

/** The occurrence that follows a closed one, or null when its rule has ended. */
export function follow(closed: Task, at: Circumstances): Draft | null {
  if (!closed.recurrence || !closed.due || closed.occurrence === null) return null;
  const { anchor } = closed.recurrence;
  const zone = anchor.time_zone ?? at.zone;
  const current = { number: closed.occurrence, due: closed.due };
  const next = nextOccurrence(closed.recurrence, zone, current, closingInstant(closed, at));
  if (!next) return null;
  // The series' own zone: one occurrence moved elsewhere does not take the others along.
  const due = { ...next.due, ...(anchor.time_zone && { time_zone: anchor.time_zone }) };
  const now = at.now.toISOString();
  const { id: _id, version: _version, seq: _seq, ...kept } = closed;
  return {
    ...kept,
    status: "open",
    due,
    due_at: at.instantOf(due).toISOString(),
    reminders: closed.reminders.filter((reminder) => "before" in reminder),
    snoozed_until: null,
    occurrence: next.number,
    created_at: now,
    updated_at: now,
    completed_at: null,
    skipped_at: null,
    deleted_at: null,
  };
}

// Counted from completion, a skipped occurrence counts from when it was due, should that still be ahead: it must not
// come again. On the schedule its number sees to that, wherever it was moved.
function closingInstant(
  { completed_at, skipped_at, due_at, recurrence }: Task,
  { now }: Circumstances,
): Date {
  const closed = new Date(completed_at ?? skipped_at ?? now);
  const due = skipped_at && due_at && recurrence?.mode === "completion" ? new Date(due_at) : closed;
  return due > closed ? due : closed;
}
