import { instantOf } from "../lib/zone.ts";
import type { NewTask, Problem, Task, TaskPatch } from "./types.ts";

/** What a person did to a task. An undo takes back the operation `of`; `inverse` is how that looks until then. */
export type Change =
  | { kind: "create"; task: NewTask }
  | { kind: "update"; patch: TaskPatch }
  | { kind: "complete" | "reopen" | "skip" | "delete" | "restore" }
  | { kind: "undo"; of: string; inverse: Partial<Task> };

/**
 * An operation in the queue. `waiting` has never left this device, `sent` may have reached the server,
 * `conflict` and `failed` wait for the person.
 */
export interface Op {
  /** Place in the queue, given by the store. */
  n?: number;
  id: string;
  /** Idempotency-Key: stays over retries, is new when the person or a rebase sends something else. */
  key: string;
  /** Task id; negative for one this device made that the server has not yet named. */
  task: number;
  change: Change;
  /** What the person saw of the fields that this changes. */
  seen: Partial<Task>;
  /** Version it was made against; null follows the operation before it on the same task. */
  version: number | null;
  state: "waiting" | "sent" | "conflict" | "failed";
  at: string;
  /** It was sent again on top of a change made elsewhere. */
  rebased?: boolean;
  problem?: Problem;
  theirs?: Task;
}

const content = ["title", "notes", "priority", "tags", "due", "reminders", "recurrence", "status"] as const;
const closing = ["status", "due", "recurrence", "deleted_at"] as const;

/** The fields of a task whose change elsewhere would make this change another one than the person meant. */
export function seenBy(change: Change, task: Task | undefined): Partial<Task> {
  if (!task) return {};
  const pick = (keys: readonly (keyof Task)[]) => Object.fromEntries(keys.map((key) => [key, task[key]]));
  if (change.kind === "update") return pick([...(Object.keys(change.patch) as (keyof Task)[]), "deleted_at"]);
  if (change.kind === "delete") return pick([...content, "deleted_at"]);
  return pick(closing);
}

/** Whether nothing of what the person saw has changed: the operation can follow the other one safely. */
export function isUntouched(seen: Partial<Task>, theirs: Task): boolean {
  return Object.entries(seen).every(([key, value]) => same(value, theirs[key as keyof Task]));
}

/** Whether the task already is as the change would make it. */
export function isFulfilled(change: Change, theirs: Task): boolean {
  switch (change.kind) {
    case "update":
      return Object.entries(change.patch).every(([key, value]) => same(value, theirs[key as keyof Task]));
    case "complete":
      return theirs.status === "done" && !theirs.skipped_at;
    case "skip":
      return theirs.status === "done" && theirs.skipped_at !== null;
    case "reopen":
      return theirs.status === "open" && !theirs.deleted_at;
    case "delete":
      return theirs.deleted_at !== null;
    case "restore":
      return theirs.deleted_at === null;
    default:
      return false;
  }
}

/** The task as it will be once the operations are applied; undefined when there is none yet. */
export function project(base: Task | undefined, ops: readonly Op[], zone: string): Task | undefined {
  return ops.reduce<Task | undefined>((task, op) => apply(task, op, zone), base);
}

function apply(task: Task | undefined, { change, at, task: id }: Op, zone: string): Task | undefined {
  if (change.kind === "create") return task ?? created(id, change.task, at, zone);
  if (!task) return undefined;
  switch (change.kind) {
    case "update":
      return patched(task, change.patch, zone);
    case "complete":
      return { ...task, status: "done", completed_at: at };
    case "skip":
      return { ...task, status: "done", skipped_at: at };
    case "reopen":
      return { ...task, status: "open", completed_at: null, skipped_at: null };
    case "delete":
      return { ...task, deleted_at: at };
    case "restore":
      return { ...task, deleted_at: null };
    case "undo":
      return { ...task, ...change.inverse };
  }
}

function patched(task: Task, patch: TaskPatch, zone: string): Task {
  const next = { ...task, ...patch, recurrence: task.recurrence } as Task;
  if ("due" in patch) {
    next.due_at = next.due ? instantOf(next.due, zone).toISOString() : null;
    if (!("snoozed_until" in patch)) next.snoozed_until = null;
  }
  if ("recurrence" in patch)
    next.recurrence =
      patch.recurrence && next.due
        ? { ...patch.recurrence, anchor: task.recurrence?.anchor ?? next.due }
        : null;
  return next;
}

function created(id: number, task: NewTask, at: string, zone: string): Task {
  return {
    ...task,
    id,
    status: "open",
    due_at: task.due ? instantOf(task.due, zone).toISOString() : null,
    snoozed_until: null,
    recurrence: task.recurrence && task.due ? { ...task.recurrence, anchor: task.due } : null,
    series_id: null,
    occurrence: null,
    attachments: [],
    version: 0,
    seq: 0,
    created_at: at,
    updated_at: at,
    completed_at: null,
    skipped_at: null,
    deleted_at: null,
  };
}

/** Deep equality of JSON values; an anchor is the server's own and never differs by a person's doing. */
export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (a == null || b == null) return (a ?? null) === (b ?? null);
  if (typeof a !== "object" || typeof b !== "object") return false;
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>];
  const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
  keys.delete("anchor");
  return [...keys].every((key) => same(left[key], right[key]));
}
