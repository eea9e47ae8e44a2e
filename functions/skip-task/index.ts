import { skip } from "../_shared/domain/task/rules.ts";
import { serveCommand, taskOf } from "../_shared/operations/command.ts";

/** Woken by `skip-task`: closes one occurrence as skipped; `repeat-task` makes the next. */
serveCommand("skip-task", async (command, at, tx) => {
  const before = await taskOf(tx, command);
  const closedAt = command.closed_at ? new Date(command.closed_at) : at.acceptedAt;
  return {
    changes: [{ before, after: skip(before, closedAt), action: "skipped" }],
    undo: ({ id, version }) => ({ command: "reopen-task", arguments: { task_id: id, version } }),
  };
});
