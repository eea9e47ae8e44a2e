import { create } from "../_shared/domain/changes.ts";
import { serveCommand } from "../_shared/operations/command.ts";

/** Woken by `create-task`: makes a task. Tried again when the database or the broker fails. */
serveCommand("create-task", ({ task }, at) => ({
  changes: [{ before: null, after: create(task, at), action: "created" }],
  undo: ({ id, version }) => ({ command: "delete-task", arguments: { task_id: id, version } }),
}));
