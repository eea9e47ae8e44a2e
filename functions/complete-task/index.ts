import { decideChange } from "../_shared/operations/change.ts";
import { serveCommand, taskOf } from "../_shared/operations/command.ts";

/** Woken by `complete-task`: closes a task; `repeat-task` makes the next occurrence of one that repeats. */
serveCommand("complete-task", async (command, at, tx) => {
  const closed_at = command.closed_at ?? at.acceptedAt.toISOString();
  return decideChange(await taskOf(tx, command), { kind: "complete", closed_at }, at);
});
