import { isUntouched, remove, reopen } from "../_shared/domain/task/rules.ts";
import { defineCommand, taskOf } from "../_shared/operations/command.ts";
import type { Change } from "../_shared/operations/operation.ts";
import { findNextOccurrence } from "../_shared/store/tasks/tasks.ts";

/** Opens a closed task again and removes its next occurrence if that is untouched. */
export default defineCommand("reopen-task", async (command, at, tx) => {
  const before = await taskOf(tx, command);
  const changes: Change[] = [{ before, after: reopen(before, at), action: "reopened" }];
  const next = await findNextOccurrence(tx, command.user_id, before);
  if (next && isUntouched(next)) changes.push({ before: next, after: remove(next, at), action: "deleted" });
  const again = before.skipped_at ? "skip-task" : "complete-task";
  const closed_at = before.skipped_at ?? before.completed_at;
  return {
    changes,
    undo: ({ id, version }) => ({ command: again, arguments: { task_id: id, version, closed_at } }),
  };
});
