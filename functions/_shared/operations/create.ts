import { limits } from "../domain/limits.ts";
import { refusal } from "../domain/refusal.ts";
import { create } from "../domain/task/rules.ts";
import type { ImportedTask } from "../domain/task/task.ts";
import { hasRoom } from "../store/accounts/room.ts";
import type { Queryable } from "../store/database.ts";
import { findOccurrence } from "../store/tasks/tasks.ts";
import type { DecideCommand } from "./command.ts";

/** Creates a task, for a person or for an import. */
export const decideCreate: DecideCommand<"create-task" | "import-task"> = async (
  { user_id, task },
  at,
  tx,
) => {
  const there = await occurrenceOf(tx, user_id, task);
  if (there && !there.deleted_at) throw refusal("conflict", "This occurrence of the series exists already.");
  if (!there && !(await hasRoom(tx, user_id, at.seq, limits.tasks)))
    throw refusal("limit-reached", `At most ${limits.tasks} tasks are kept, those in the trash included.`);
  return {
    // An occurrence in the trash is replaced, since series and number are its key.
    changes: [{ before: there ?? null, after: create(task, at), action: "created" }],
    undo: ({ id, version }) => ({ command: "delete-task", arguments: { task_id: id, version } }),
  };
};

// A series that was imported before may have continued here, so a later export of it has the same numbers.
const occurrenceOf = async (tx: Queryable, userId: string, { series_id, occurrence }: ImportedTask) =>
  series_id && occurrence ? findOccurrence(tx, userId, series_id, occurrence) : undefined;
