import { decideChange } from "../_shared/operations/change.ts";
import { defineCommand, taskOf } from "../_shared/operations/command.ts";

/** Closes a task; `repeat-task` makes the next occurrence of one that repeats. */
export default defineCommand("complete-task", async (command, at, tx) => {
  const closed_at = command.closed_at ?? at.acceptedAt.toISOString();
  return decideChange(await taskOf(tx, command), { kind: "complete", closed_at }, at);
});
