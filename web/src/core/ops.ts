import { Refusal } from "../../../functions/_shared/domain/refusal.ts";
import {
  changed,
  givenValue,
  type Change as TaskChange,
} from "../../../functions/_shared/domain/task/change.ts";
import { fieldsWith } from "../../../functions/_shared/domain/task/fields.ts";
import { type Circumstances, create } from "../../../functions/_shared/domain/task/rules.ts";
import { instantOf } from "../../../functions/_shared/domain/wall-clock.ts";
import type { NewTask, Problem, Task, TaskPatch } from "./types.ts";

/**
 * A person's change of a task. An undo reverses the operation `of`; `inverse` is its effect until the server answers.
 */
export type Change =
  | { kind: "create"; task: NewTask }
  | TaskChange
  // Deletes a task in the trash forever.
  | { kind: "purge" }
  | { kind: "undo"; of: string; inverse: TaskChange };

/**
 * An operation in the queue. `waiting` was never sent, `sent` may have reached the server, `conflict` and `failed` need
 * a decision by the person.
 */
export interface Op {
  /** Position in the queue, set by the store. */
  n?: number;
  id: string;
  /** Idempotency-Key: unchanged by retries, new when the person or a rebase sends something different. */
  key: string;
  /** Task id; negative for a task of this device that has no id from the server yet. */
  task: number;
  change: Change;
  /** The fields that this changes, as the person saw them. */
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

// Where a task stands in a list is nothing to decide about: the last move counts.
const content = fieldsWith({ from: "person" }).filter((name) => name !== "position");
const closing = ["status", "due", "recurrence", "deleted_at"] as const;

/** The fields whose change elsewhere would give this change another meaning than the person intended. */
export function seenBy(change: Change, task: Task | undefined): Partial<Task> {
  if (!task) return {};
  const pick = (keys: readonly (keyof Task)[]) => Object.fromEntries(keys.map((key) => [key, task[key]]));
  if (change.kind === "update") {
    const patched = Object.keys(change.patch) as (keyof Task)[];
    return pick([...patched.filter((name) => name !== "position"), "deleted_at"]);
  }
  if (change.kind === "delete" || change.kind === "purge") return pick([...content, "status", "deleted_at"]);
  return pick(closing);
}

/** Whether the fields that the person saw are unchanged, so that the operation can safely follow the other change. */
export function isUntouched(seen: Partial<Task>, theirs: Task): boolean {
  return Object.entries(seen).every(([key, value]) => same(value, theirs[key as keyof Task]));
}

/** Whether the task already is as the change would make it. */
export function isFulfilled(change: Change, theirs: Task): boolean {
  switch (change.kind) {
    case "update":
      return Object.entries(change.patch).every(([key, value]) =>
        same(value, givenValue(theirs, key as keyof TaskPatch)),
      );
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
    // Whether one of these has happened is not seen from the task.
    case "create":
    case "purge":
    case "undo":
      return false;
  }
}

/** The task after the operations are applied; undefined when there is none yet. */
export function project(base: Task | undefined, ops: readonly Op[], zone: string): Task | undefined {
  return ops.reduce<Task | undefined>((task, op) => apply(task, op, zone), base);
}

/** By the same rules as the functions. A change that these would refuse changes nothing here either. */
function apply(task: Task | undefined, op: Op, zone: string): Task | undefined {
  const { change } = op;
  const at = circumstancesOf(op, zone);
  try {
    if (change.kind === "create")
      return task ?? { ...create(change.task, at), id: op.task, version: 0, seq: 0 };
    // One that the server refused is shown again, so that the person can decide.
    if (change.kind === "purge") return op.state === "failed" ? task : undefined;
    const made = change.kind === "undo" ? change.inverse : change;
    // An undo stored by a version before 0.2 contains no change.
    return task && made.kind ? { ...changed(task, made, at), updated_at: op.at } : task;
  } catch (error) {
    if (error instanceof Refusal) return task;
    throw error;
  }
}

const circumstancesOf = ({ id, at }: Op, zone: string): Circumstances => ({
  now: new Date(at),
  zone,
  // The server's answer has the final id; until then the operation's id is stable when the task is drawn again.
  newId: () => id,
  instantOf: (due) => instantOf(due, zone),
  // Quick add and the editor write rules in the server's form; only the server decides whether a rule ever occurs.
  ruleOf: (rrule) => rrule,
});

/** Deep equality of JSON values; undefined and null equal a missing value. */
export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (a == null || b == null) return (a ?? null) === (b ?? null);
  if (typeof a !== "object" || typeof b !== "object") return false;
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>];
  const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...keys].every((key) => same(left[key], right[key]));
}
