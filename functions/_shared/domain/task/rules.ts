import { refusal } from "../refusal.ts";
import { type FieldWith, initialValues } from "./fields.ts";
import type { Due, GivenTask, ImportedTask, Task, TaskPatch } from "./task.ts";

/**
 * What the rules need from their environment. Server and client use the same rules with implementations of their own:
 * the client's first view must load neither a calendar library nor the recurrence engine.
 */
export interface Circumstances {
  now: Date;
  /** The user's IANA time zone. */
  zone: string;
  /** Makes the id of a new series. */
  newId: () => string;
  /** The instant of a due date, in its own zone or else the user's. */
  instantOf: (due: Due) => Date;
  /** The canonical text of a rule whose series begins on a date; refuses an invalid rule with `invalid`. */
  ruleOf: (rrule: string, firstDate: string) => string;
}

/** A task before the database sets its id, version and sequence. */
export type Draft = Omit<Task, FieldWith<{ from: "database" }>>;

/** The values of a new task that are not given. */
export const initial = initialValues as Pick<Task, FieldWith<{ initial: unknown }>>;

/** The rule of each operation: it takes a task and returns the changed task. It refuses by throwing a `Refusal`. */

export function create(given: GivenTask & Partial<ImportedTask>, at: Circumstances): Draft {
  const { anchor = null, completed_at, ...task } = { ...initial, ...given };
  const now = at.now.toISOString();
  const done = task.status === "done";
  return withSeries(
    {
      ...task,
      due_at: dueAt(task.due, at),
      recurrence: recurrenceOf(task.recurrence, task.due, anchor, at),
      created_at: task.created_at ?? now,
      updated_at: now,
      completed_at: done && !task.skipped_at ? (completed_at ?? now) : null,
      skipped_at: done ? task.skipped_at : null,
      deleted_at: null,
    },
    at,
  );
}

/** The series from which a rule counts; undoing a change of the rule restores it. */
export type Series = Pick<Task, "series_id" | "occurrence"> & { anchor: Due | null };

export function update(task: Task, patch: TaskPatch, at: Circumstances, series?: Series): Task {
  refuseDeleted(task);
  const { recurrence, ...rest } = patch;
  const patched = { ...task, ...rest };
  const moved = "due" in patch;
  if (moved && !("snoozed_until" in patch)) patched.snoozed_until = null;
  if ("recurrence" in patch) Object.assign(patched, newRule(task, { ...patched, recurrence }, at, series));
  if (patched.recurrence && !patched.due) throw refusal("invalid", "A task that repeats needs a due date.");
  return withSeries({ ...patched, due_at: dueAt(patched.due, at) }, at);
}

/** A closed task keeps its snooze, which rings if the task is reopened before. */
export function complete(task: Task, closedAt: string): Task {
  refuseDeleted(task);
  if (task.status === "done") throw refusal("conflict", "The task is done already.", { task });
  return { ...task, status: "done", completed_at: closedAt };
}

export function skip(task: Task, closedAt: string): Task {
  refuseDeleted(task);
  if (!task.recurrence) throw refusal("conflict", "Only a task that repeats can be skipped.", { task });
  if (task.status === "done") throw refusal("conflict", "The task is done already.", { task });
  return { ...task, status: "done", skipped_at: closedAt };
}

export function reopen(task: Task, at: Circumstances): Task {
  refuseDeleted(task);
  if (task.status === "open") throw refusal("conflict", "The task is open already.", { task });
  // The person may have changed their time zone while the task was closed.
  return { ...task, status: "open", due_at: dueAt(task.due, at), completed_at: null, skipped_at: null };
}

export function remove(task: Task, at: Circumstances): Task {
  refuseDeleted(task);
  return { ...task, deleted_at: at.now.toISOString() };
}

export function restore(task: Task, at: Circumstances): Task {
  if (!task.deleted_at) throw refusal("conflict", "The task is not in the trash.", { task });
  return { ...task, due_at: dueAt(task.due, at), deleted_at: null };
}

/** What is left of a task that is deleted forever: a task in the trash with its title and nothing else. */
export function purge(task: Task): Task {
  if (!task.deleted_at) throw refusal("conflict", "The task is not in the trash.", { task });
  return { ...task, ...initial, deleted_at: task.deleted_at };
}

/** Whether an occurrence is unchanged since it was generated; only then may reopening its predecessor remove it. */
export function isUnedited(task: Task): boolean {
  return task.updated_at === task.created_at && task.status === "open" && !task.deleted_at;
}

function withSeries<Subject extends Draft>(task: Subject, at: Circumstances): Subject {
  if (!task.recurrence || task.series_id) return task;
  return { ...task, series_id: at.newId(), occurrence: task.occurrence ?? 1 };
}

function recurrenceOf(
  recurrence: TaskPatch["recurrence"],
  due: Due | null,
  anchor: Due | null,
  at: Circumstances,
): Task["recurrence"] {
  if (!recurrence) return null;
  if (!due) throw refusal("invalid", "A task that repeats needs a due date.");
  const from = anchor ?? due;
  return { ...recurrence, rrule: at.ruleOf(recurrence.rrule, from.date), anchor: from };
}

// A different rule begins a new series at the current due date; this task is its first occurrence. So does the same rule
// together with another due date, time or zone: a patch that names both moves this occurrence and all that follow, while
// one that names the due date alone moves this occurrence only.
function newRule(
  task: Task,
  { due, recurrence }: Pick<TaskPatch, "recurrence"> & { due: Due | null },
  at: Circumstances,
  series?: Series,
) {
  const kept = series?.anchor ?? keptAnchor(task, recurrence, at);
  const moved = kept && !series && due !== null && !isSame(due, task.due);
  const anchor = moved ? null : kept;
  const rule = recurrenceOf(moved && recurrence ? remaining(recurrence, task) : recurrence, due, anchor, at);
  if (series) return { recurrence: rule, series_id: series.series_id, occurrence: series.occurrence };
  return rule && !anchor ? { recurrence: rule, series_id: null, occurrence: null } : { recurrence: rule };
}

// The same rule sent again, with other exception dates for example, keeps counting from the start of the series.
function keptAnchor(task: Task, recurrence: TaskPatch["recurrence"], at: Circumstances): Due | null {
  const { anchor, rrule } = task.recurrence ?? {};
  return anchor && recurrence && rrule === at.ruleOf(recurrence.rrule, anchor.date) ? anchor : null;
}

// Of a rule with COUNT, the occurrences before this one have been.
function remaining<Given extends { rrule: string }>(given: Given, { occurrence }: Task): Given {
  const left = (count: string) => `COUNT=${Math.max(1, Number(count) - (occurrence ?? 1) + 1)}`;
  return { ...given, rrule: given.rrule.replace(/COUNT=(\d+)/i, (_, count: string) => left(count)) };
}

const isSame = (one: Due, other: Due | null): boolean =>
  one.date === other?.date && one.time === other.time && one.time_zone === other.time_zone;

const dueAt = (due: Due | null, at: Circumstances): string | null => due && at.instantOf(due).toISOString();

function refuseDeleted(task: Task): void {
  if (task.deleted_at) throw refusal("task-not-found", "It is in the trash; restore it first.");
}
