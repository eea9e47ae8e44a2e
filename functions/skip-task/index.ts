import { decideChange } from "../_shared/operations/change.ts";
import { serveCommand, taskOf } from "../_shared/operations/command.ts";

/** Woken by `skip-task`: closes one occurrence as skipped; `repeat-task` makes the next. */
serveCommand("skip-task", async (command, at, tx) => {
  const closed_at = command.closed_at ?? at.acceptedAt.toISOString();
  return decideChange(await taskOf(tx, command), { kind: "skip", closed_at }, at);
});
