import { decideChange } from "../_shared/operations/change.ts";
import { defineCommand, taskOf } from "../_shared/operations/command.ts";

/**
 * Computes the instants of a task again, after its person moved to another time zone or set another time for whole days. It has its own topic, since
 * otherwise the tasks of one person who moves would delay the edits of everyone in the same partition.
 */
export default defineCommand("move-task", async (command, at, tx) =>
  decideChange(await taskOf(tx, command), { kind: "update", patch: {} }, at),
);
