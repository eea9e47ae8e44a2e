import { decideChange } from "../_shared/operations/change.ts";
import { serveCommand, taskOf } from "../_shared/operations/command.ts";

/** Woken by `delete-task`: moves a task to the trash, whence `restore-task` brings it back. */
serveCommand("delete-task", async (command, at, tx) =>
  decideChange(await taskOf(tx, command), { kind: "delete" }, at),
);
