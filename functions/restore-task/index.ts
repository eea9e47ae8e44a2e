import { decideChange } from "../_shared/operations/change.ts";
import { serveCommand, taskOf } from "../_shared/operations/command.ts";

/** Woken by `restore-task`: brings a task back from the trash. */
serveCommand("restore-task", async (command, at, tx) =>
  decideChange(await taskOf(tx, command), { kind: "restore" }, at),
);
