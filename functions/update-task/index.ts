import { update } from "../_shared/domain/changes.ts";
import { serveCommand, taskOf } from "../_shared/operations/command.ts";
import { inverseOf } from "../_shared/operations/inverse.ts";

/** Woken by `update-task`: applies a merge patch. Tried again when the database or the broker fails. */
serveCommand("update-task", async (command, at, tx) => {
  const before = await taskOf(tx, command);
  const after = update(before, command.patch, at, command.series);
  return {
    changes: [{ before, after, action: "updated" }],
    undo: ({ id, version }) => ({
      command: "update-task",
      arguments: { task_id: id, version, ...inverseOf(before, command.patch) },
    }),
  };
});
