import { checkRule, InvalidRecurrence, nextOccurrence } from "../recurrence/index.ts";
import { refusal } from "../refusal.ts";
import { type Due, dueAt } from "../time.ts";
import type { ImportedTask, Task, TaskPatch } from "./task.ts";

/** What the rules need to know of the world: the time, the user's zone, and how to make an id. */
export interface Circumstances {
  now: Date;
  zone: string;
  newId: () => string;
}

/** A task before the database gave it its id, version and sequence. */
export type Draft = Omit<Task, "id" | "version" | "seq">;

/** The rules of each operation: given a task, the task as it is afterwards. They refuse by throwing a `Refusal`. */

export function create(given: ImportedTask, at: Circumstances): Draft {
  const { anchor, completed_at, ...task } = given;
  const now = at.now.toISOString();
  const done = task.status === "done";
  return withSeries(
    {
      ...task,
      due_at: instantOf(task.due, at.zone),
      recurrence: recurrenceOf(task.recurrence, task.due, anchor),
      attachments: [],
      created_at: task.created_at ?? now,
      updated_at: now,
      completed_at: done && !task.skipped_at ? (completed_at ?? now) : null,
      skipped_at: done ? task.skipped_at : null,
      deleted_at: null,
    },
    at,
  );
}

/** What a rule counts from; taking back a change of the rule gives it back. */
export type Series = Pick<Task, "series_id" | "occurrence"> & { anchor: Due | null };

export function update(task: Task, patch: TaskPatch, at: Circumstances, series?: Series): Task {
  refuseDeleted(task);
  const { recurrence, ...rest } = patch;
  const patched = { ...task, ...rest };
  const moved = "due" in patch;
  if (moved && !("snoozed_until" in patch)) patched.snoozed_until = null;
  if ("recurrence" in patch) Object.assign(patched, newRule(task, patched.due, recurrence, series));
  if (patched.recurrence && !patched.due) throw refusal("invalid", "A task that repeats needs a due date.");
  return withSeries({ ...patched, due_at: instantOf(patched.due, at.zone) }, at);
}

/** A closed task keeps its snooze, which rings should it be opened again before. */
export function complete(task: Task, closedAt: Date): Task {
  refuseDeleted(task);
  if (task.status === "done") throw refusal("conflict", "The task is done already.", { task });
  return { ...task, status: "done", completed_at: closedAt.toISOString() };
}

export function skip(task: Task, closedAt: Date): Task {
  refuseDeleted(task);
  if (!task.recurrence) throw refusal("conflict", "Only a task that repeats can be skipped.", { task });
  if (task.status === "done") throw refusal("conflict", "The task is done already.", { task });
  return { ...task, status: "done", skipped_at: closedAt.toISOString() };
}

export function reopen(task: Task, at: Circumstances): Task {
  refuseDeleted(task);
  if (task.status === "open") throw refusal("conflict", "The task is open already.", { task });
  // The person may have moved to another zone while it was closed.
  const due_at = instantOf(task.due, at.zone);
  return { ...task, status: "open", due_at, completed_at: null, skipped_at: null };
}

export function remove(task: Task, at: Circumstances): Task {
  refuseDeleted(task);
  return { ...task, deleted_at: at.now.toISOString() };
}

export function restore(task: Task, at: Circumstances): Task {
  if (!task.deleted_at) throw refusal("conflict", "The task is not in the trash.", { task });
  return { ...task, due_at: instantOf(task.due, at.zone), deleted_at: null };
}

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
    due_at: instantOf(due, at.zone),
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

/** An occurrence nobody has touched since it was generated may go when its predecessor is reopened. */
export function isUntouched(task: Task): boolean {
  return task.updated_at === task.created_at && task.status === "open" && !task.deleted_at;
}

function withSeries<Subject extends Draft>(task: Subject, at: Circumstances): Subject {
  if (!task.recurrence || task.series_id) return task;
  return { ...task, series_id: at.newId(), occurrence: task.occurrence ?? 1 };
}

function recurrenceOf(
  recurrence: TaskPatch["recurrence"],
  due: Due | null,
  anchor: Task["due"],
): Task["recurrence"] {
  if (!recurrence) return null;
  if (!due) throw refusal("invalid", "A task that repeats needs a due date.");
  const from = anchor ?? due;
  return { ...recurrence, rrule: checkedRule(recurrence.rrule, from.date), anchor: from };
}

// Another rule begins another series: its first occurrence is this task.
function newRule(task: Task, due: Due | null, recurrence: TaskPatch["recurrence"], series?: Series) {
  const anchor = series?.anchor ?? keptAnchor(task, recurrence);
  const rule = recurrenceOf(recurrence, due, anchor);
  if (series) return { recurrence: rule, series_id: series.series_id, occurrence: series.occurrence };
  return rule && !anchor ? { recurrence: rule, series_id: null, occurrence: null } : { recurrence: rule };
}

// The same rule sent back (with other exception dates, say) keeps counting from where the series began.
function keptAnchor(task: Task, recurrence: TaskPatch["recurrence"]): Task["due"] {
  const { anchor, rrule } = task.recurrence ?? {};
  return anchor && recurrence && rrule === checkedRule(recurrence.rrule, anchor.date) ? anchor : null;
}

/** The canonical text of a rule from a first date on. Refuses with `invalid` that names its `path`. */
export function checkedRule(rrule: string, firstDate: string, path = "recurrence.rrule"): string {
  try {
    return checkRule(rrule, firstDate);
  } catch (error) {
    if (!(error instanceof InvalidRecurrence)) throw error;
    throw refusal("invalid", error.message, { errors: [{ path, message: error.message }] });
  }
}

function instantOf(due: Due | null, zone: string): string | null {
  return due ? dueAt(due, zone).toISOString() : null;
}

function refuseDeleted(task: Task): void {
  if (task.deleted_at) throw refusal("task-not-found", "It is in the trash; restore it first.");
}
