import { skip } from "../_shared/domain/task/rules.ts";
import { defineCommand, taskOf } from "../_shared/operations/command.ts";

/** Closes one occurrence as skipped; `repeat-task` makes the next. */
export default defineCommand("skip-task", async (command, at, tx) => {
  const before = await taskOf(tx, command);
  const closedAt = command.closed_at ? new Date(command.closed_at) : at.acceptedAt;
  return {
    changes: [{ before, after: skip(before, closedAt), action: "skipped" }],
    undo: ({ id, version }) => ({ command: "reopen-task", arguments: { task_id: id, version } }),
  };
});
