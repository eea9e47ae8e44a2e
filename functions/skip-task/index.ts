import { decideChange } from "../_shared/operations/change.ts";
import { defineCommand, taskOf } from "../_shared/operations/command.ts";

/** Closes one occurrence as skipped; `repeat-task` makes the next. */
export default defineCommand("skip-task", async (command, at, tx) => {
  const closed_at = command.closed_at ?? at.acceptedAt.toISOString();
  return decideChange(await taskOf(tx, command), { kind: "skip", closed_at }, at);
});
