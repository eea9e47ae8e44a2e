import { decideChange } from "../_shared/operations/change.ts";
import { closedAt } from "../_shared/operations/closed-at.ts";
import { defineCommand, taskOf } from "../_shared/operations/command.ts";

/** Closes a task; `repeat-task` makes the next occurrence of one that repeats. */
export default defineCommand("complete-task", async (command, at, tx) => {
  const task = await taskOf(tx, command);
  return decideChange(task, { kind: "complete", closed_at: closedAt(command, task, at) }, at);
});
