import { complete } from "../_shared/domain/task/rules.ts";
import { defineCommand, taskOf } from "../_shared/operations/command.ts";

/** Closes a task; `repeat-task` makes the next occurrence of one that repeats. */
export default defineCommand("complete-task", async (command, at, tx) => {
  const before = await taskOf(tx, command);
  const closedAt = command.closed_at ? new Date(command.closed_at) : at.acceptedAt;
  return {
    changes: [{ before, after: complete(before, closedAt), action: "completed" }],
    undo: ({ id, version }) => ({ command: "reopen-task", arguments: { task_id: id, version } }),
  };
});
