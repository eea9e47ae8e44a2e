import { refusal } from "../_shared/domain/refusal.ts";
import { decideChange } from "../_shared/operations/change.ts";
import { defineCommand, taskOf } from "../_shared/operations/command.ts";
import { isSuperseded } from "../_shared/store/tasks/tasks.ts";

/** Restores a task from the trash, except an occurrence whose series is at an earlier one again. */
export default defineCommand("restore-task", async (command, at, tx) => {
  const before = await taskOf(tx, command);
  // Its series would have two open tasks; closing the earlier one generates this occurrence again.
  if (!command.undoes && (await isSuperseded(tx, command.user_id, before)))
    throw refusal(
      "conflict",
      "An earlier occurrence of it is open again; this one follows when that is done.",
      {
        task: before,
      },
    );
  return decideChange(before, { kind: "restore" }, at);
});
