import { remove } from "../_shared/domain/task/rules.ts";
import { defineCommand, taskOf } from "../_shared/operations/command.ts";

/** Moves a task to the trash, whence `restore-task` brings it back. */
export default defineCommand("delete-task", async (command, at, tx) => {
  const before = await taskOf(tx, command);
  return {
    changes: [{ before, after: remove(before, at), action: "deleted" }],
    undo: ({ id, version }) => ({ command: "restore-task", arguments: { task_id: id, version } }),
  };
});
