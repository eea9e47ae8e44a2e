import { restore } from "../_shared/domain/task/rules.ts";
import { serveCommand, taskOf } from "../_shared/operations/command.ts";

/** Woken by `restore-task`: brings a task back from the trash. */
serveCommand("restore-task", async (command, at, tx) => {
  const before = await taskOf(tx, command);
  return {
    changes: [{ before, after: restore(before, at), action: "restored" }],
    undo: ({ id, version }) => ({ command: "delete-task", arguments: { task_id: id, version } }),
  };
});
