import { decideChange } from "../_shared/operations/change.ts";
import { defineCommand, taskOf } from "../_shared/operations/command.ts";

/** Moves a task to the trash, from which `restore-task` brings it back. */
export default defineCommand("delete-task", async (command, at, tx) =>
  decideChange(await taskOf(tx, command), { kind: "delete" }, at),
);
