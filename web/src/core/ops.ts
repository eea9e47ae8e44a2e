import { Refusal } from "../../../functions/_shared/domain/refusal.ts";
import {
  changed,
  givenValue,
  type Change as TaskChange,
} from "../../../functions/_shared/domain/task/change.ts";
import { fieldsWith } from "../../../functions/_shared/domain/task/fields.ts";
import { type Circumstances, create } from "../../../functions/_shared/domain/task/rules.ts";
import { instantOf } from "../lib/zone.ts";
import type { NewTask, Problem, Task, TaskPatch } from "./types.ts";

/** What a person did to a task. An undo takes back the operation `of`; `inverse` is how that looks until then. */
export type Change =
  | { kind: "create"; task: NewTask }
  | TaskChange
  | { kind: "undo"; of: string; inverse: TaskChange };

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

const content = [...fieldsWith({ from: "person" }), "status"] as const;
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
    default:
      return false;
  }
}

/** The task as it will be once the operations are applied; undefined when there is none yet. */
export function project(base: Task | undefined, ops: readonly Op[], zone: string): Task | undefined {
  return ops.reduce<Task | undefined>((task, op) => apply(task, op, zone), base);
}

/** By the rules that the functions decide by. What these will refuse changes nothing here either. */
function apply(task: Task | undefined, op: Op, zone: string): Task | undefined {
  const { change } = op;
  const at = circumstancesOf(op, zone);
  try {
    if (change.kind === "create")
      return task ?? { ...create(change.task, at), id: op.task, version: 0, seq: 0 };
    const made = change.kind === "undo" ? change.inverse : change;
    // An undo that was kept by a version before 0.2 holds no change.
    return task && made.kind ? { ...changed(task, made, at), updated_at: op.at } : task;
  } catch (error) {
    if (error instanceof Refusal) return task;
    throw error;
  }
}

const circumstancesOf = ({ id, at }: Op, zone: string): Circumstances => ({
  now: new Date(at),
  zone,
  // The server's own comes with its answer; until then one that stays when the task is drawn again.
  newId: () => id,
  instantOf: (due) => instantOf(due, zone),
  // Quick add and the editor write rules as the server does; whether one ever occurs is the server's to say.
  ruleOf: (rrule) => rrule,
});

/** Deep equality of JSON values; what is undefined or null is as good as left out. */
export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (a == null || b == null) return (a ?? null) === (b ?? null);
  if (typeof a !== "object" || typeof b !== "object") return false;
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>];
  const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...keys].every((key) => same(left[key], right[key]));
}
