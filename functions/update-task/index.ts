import { refusal } from "../_shared/domain/refusal.ts";
import type { Task } from "../_shared/domain/task/task.ts";
import { decideChange } from "../_shared/operations/change.ts";
import { defineCommand, taskOf } from "../_shared/operations/command.ts";
import type { Queryable } from "../_shared/store/database.ts";
import { findOccurrence } from "../_shared/store/tasks/tasks.ts";

/** Applies a merge patch. Retried when the database or the broker fails. */
export default defineCommand("update-task", async (command, at, tx) => {
  const { patch, series } = command;
  const decision = decideChange(await taskOf(tx, command), { kind: "update", patch, series }, at);
  await checkPlace(tx, command.user_id, decision.changes[0].after);
  return decision;
});

// Undoing a change of its rule moves a task back to its former series, which may have continued without it.
async function checkPlace(tx: Queryable, userId: string, { id, series_id, occurrence }: Task): Promise<void> {
  if (!series_id || !occurrence) return;
  const there = await findOccurrence(tx, userId, series_id, occurrence);
  if (there && there.id !== id) throw refusal("conflict", "The series continues with another task already.");
}
