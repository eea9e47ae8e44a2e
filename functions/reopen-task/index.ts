import { isUnedited, remove } from "../_shared/domain/task/rules.ts";
import { decideChange } from "../_shared/operations/change.ts";
import { defineCommand, taskOf } from "../_shared/operations/command.ts";
import type { Change } from "../_shared/operations/operation.ts";
import { findNextOccurrence } from "../_shared/store/tasks/tasks.ts";

/** Opens a closed task again; its repetition removes the next occurrence if that is unchanged. */
export default defineCommand("reopen-task", async (command, at, tx) => {
  const before = await taskOf(tx, command);
  const { changes, undo } = decideChange(before, { kind: "reopen" }, at);
  const next = await findNextOccurrence(tx, command.user_id, before);
  const removed: Change[] =
    next && isUnedited(next)
      ? [{ before: next, after: remove(next, at), action: "deleted", actor: "recurrence" }]
      : [];
  return { changes: [...changes, ...removed], undo };
});
