import { decideChange } from "../_shared/operations/change.ts";
import { closedAt } from "../_shared/operations/closed-at.ts";
import { defineCommand, taskOf } from "../_shared/operations/command.ts";

/** Closes one occurrence as skipped; `repeat-task` makes the next. */
export default defineCommand("skip-task", async (command, at, tx) => {
  const task = await taskOf(tx, command);
  return decideChange(task, { kind: "skip", closed_at: closedAt(command, task, at) }, at);
});
