import type { CommandCall, TaskAction } from "../contract/schemas.ts";
import { type Change, changed, inverseOf } from "../domain/task/change.ts";
import type { Circumstances } from "../domain/task/rules.ts";
import type { Task } from "../domain/task/task.ts";
import type { Decision } from "./operation.ts";

const actions: Record<Change["kind"], TaskAction> = {
  update: "updated",
  complete: "completed",
  skip: "skipped",
  reopen: "reopened",
  delete: "deleted",
  restore: "restored",
};

/** Decides a change of one task by the rules, and the command that undoes it. */
export function decideChange(
  before: Task,
  change: Change,
  at: Circumstances,
): Decision & { changes: [{ before: Task; after: Task; action: TaskAction }] } {
  const inverse = inverseOf(before, change);
  return {
    changes: [{ before, after: changed(before, change, at), action: actions[change.kind] }],
    undo: (result) => commandOf(inverse, result),
  };
}

/** The command that makes a change to the task in its present version. */
function commandOf(change: Change, { id: task_id, version }: Task): CommandCall {
  const task = { task_id, version };
  switch (change.kind) {
    case "update":
      return {
        command: "update-task",
        arguments: { ...task, patch: change.patch, ...(change.series && { series: change.series }) },
      };
    case "complete":
      return { command: "complete-task", arguments: { ...task, closed_at: change.closed_at } };
    case "skip":
      return { command: "skip-task", arguments: { ...task, closed_at: change.closed_at } };
    case "reopen":
      return { command: "reopen-task", arguments: task };
    case "delete":
      return { command: "delete-task", arguments: task };
    case "restore":
      return { command: "restore-task", arguments: task };
  }
}
