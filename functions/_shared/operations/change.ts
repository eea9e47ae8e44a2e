import type { TaskAction } from "../contract/schemas.ts";
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

/** Decides a change of one task by the rules, and the command that takes it back. */
export function decideChange(
  before: Task,
  change: Change,
  at: Circumstances,
): Decision & { changes: [{ before: Task; after: Task; action: TaskAction }] } {
  const { kind, ...args } = inverseOf(before, change);
  return {
    changes: [{ before, after: changed(before, change, at), action: actions[change.kind] }],
    undo: ({ id, version }) => ({
      command: `${kind}-task`,
      arguments: { task_id: id, version, ...args },
    }),
  };
}
