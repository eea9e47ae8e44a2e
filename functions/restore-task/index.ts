import { decideChange } from "../_shared/operations/change.ts";
import { defineCommand, taskOf } from "../_shared/operations/command.ts";

/** Brings a task back from the trash. */
export default defineCommand("restore-task", async (command, at, tx) =>
  decideChange(await taskOf(tx, command), { kind: "restore" }, at),
);
