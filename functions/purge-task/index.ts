import { purge } from "../_shared/domain/task/rules.ts";
import { defineCommand, taskOf } from "../_shared/operations/command.ts";

/** Deletes a task in the trash forever: its row, its reminders, and in the audit trail all but who did it, when, and the title. */
export default defineCommand("purge-task", async (command, _at, tx) => {
  const before = await taskOf(tx, command);
  return { changes: [{ before, after: purge(before), action: "purged" }] };
});
