import { isUntouched, remove } from "../_shared/domain/task/rules.ts";
import { decideChange } from "../_shared/operations/change.ts";
import { serveCommand, taskOf } from "../_shared/operations/command.ts";
import type { Change } from "../_shared/operations/operation.ts";
import { findNextOccurrence } from "../_shared/store/tasks/tasks.ts";

/** Woken by `reopen-task`: opens a closed task again and removes its next occurrence if that is untouched. */
serveCommand("reopen-task", async (command, at, tx) => {
  const before = await taskOf(tx, command);
  const { changes, undo } = decideChange(before, { kind: "reopen" }, at);
  const next = await findNextOccurrence(tx, command.user_id, before);
  const removed: Change[] =
    next && isUntouched(next) ? [{ before: next, after: remove(next, at), action: "deleted" }] : [];
  return { changes: [...changes, ...removed], undo };
});
