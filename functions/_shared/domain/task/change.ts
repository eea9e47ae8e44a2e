import type { Circumstances } from "./rules.ts";
import { complete, remove, reopen, restore, type Series, skip, update } from "./rules.ts";
import type { Task, TaskPatch } from "./task.ts";

/** A change of an existing task. `closed_at` is the instant of closing. (Default: now) */
export type Change =
  | { kind: "update"; patch: TaskPatch; series?: Series | undefined }
  | { kind: "complete" | "skip"; closed_at?: string | null | undefined }
  | { kind: "reopen" | "delete" | "restore" };

/** The task after a change. Refuses by throwing a `Refusal`. */
export function changed(task: Task, change: Change, at: Circumstances): Task {
  switch (change.kind) {
    case "update":
      return update(task, change.patch, at, change.series);
    case "complete":
      return complete(task, change.closed_at ?? at.now.toISOString());
    case "skip":
      return skip(task, change.closed_at ?? at.now.toISOString());
    case "reopen":
      return reopen(task, at);
    case "delete":
      return remove(task, at);
    case "restore":
      return restore(task, at);
  }
}

/** The change that undoes another one; `before` is the task before it. */
export function inverseOf(before: Task, change: Change): Change {
  switch (change.kind) {
    case "update":
      return { kind: "update", ...formerValues(before, change.patch) };
    case "complete":
    case "skip":
      return { kind: "reopen" };
    case "reopen": {
      const { skipped_at, completed_at } = before;
      return skipped_at
        ? { kind: "skip", closed_at: skipped_at }
        : { kind: "complete", closed_at: completed_at };
    }
    case "delete":
      return { kind: "restore" };
    case "restore":
      return { kind: "delete" };
  }
}

/**
 * The patch that restores what another patch changes: the former value of each field, and the series in which a former
 * rule counted.
 */
function formerValues(before: Task, patch: TaskPatch): { patch: TaskPatch; series?: Series } {
  const names = new Set(Object.keys(patch) as (keyof TaskPatch)[]);
  // Moving a task removes its snooze; undoing the move restores it.
  if (names.has("due") && before.snoozed_until) names.add("snoozed_until");
  const former = Object.fromEntries([...names].map((name) => [name, givenValue(before, name)])) as TaskPatch;
  if (!names.has("recurrence")) return { patch: former };
  const { series_id, occurrence, recurrence } = before;
  return { patch: former, series: { series_id, occurrence, anchor: recurrence?.anchor ?? null } };
}

/** The value of a field as a patch contains it: a rule without the anchor, which the rules set. */
export function givenValue(task: Task, name: keyof TaskPatch): unknown {
  if (name !== "recurrence" || !task.recurrence) return task[name];
  const { anchor: _, ...recurrence } = task.recurrence;
  return recurrence;
}
