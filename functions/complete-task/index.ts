import { complete } from "../_shared/domain/task/rules.ts";
import { serveCommand, taskOf } from "../_shared/operations/command.ts";

/** Woken by `complete-task`: closes a task; `repeat-task` makes the next occurrence of one that repeats. */
serveCommand("complete-task", async (command, at, tx) => {
  const before = await taskOf(tx, command);
  const closedAt = command.closed_at ? new Date(command.closed_at) : at.acceptedAt;
  return {
    changes: [{ before, after: complete(before, closedAt), action: "completed" }],
    undo: ({ id, version }) => ({ command: "reopen-task", arguments: { task_id: id, version } }),
  };
});
