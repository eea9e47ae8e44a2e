import { restore } from "../_shared/domain/task/rules.ts";
import { defineCommand, taskOf } from "../_shared/operations/command.ts";

/** Brings a task back from the trash. */
export default defineCommand("restore-task", async (command, at, tx) => {
  const before = await taskOf(tx, command);
  return {
    changes: [{ before, after: restore(before, at), action: "restored" }],
    undo: ({ id, version }) => ({ command: "delete-task", arguments: { task_id: id, version } }),
  };
});
