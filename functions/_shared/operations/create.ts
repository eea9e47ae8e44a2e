import { create } from "../domain/changes.ts";
import { limits } from "../domain/limits.ts";
import type { ImportedTask } from "../domain/task.ts";
import { problems } from "../errors.ts";
import type { Queryable } from "../store/database.ts";
import { hasRoom } from "../store/room.ts";
import { findOccurrence } from "../store/tasks.ts";
import type { DecideCommand } from "./command.ts";

/** Makes a task, a person's or one that an import brings. */
export const decideCreate: DecideCommand<"create-task" | "import-task"> = async (
  { user_id, task },
  at,
  tx,
) => {
  if (await isThere(tx, user_id, task))
    throw problems.conflict("This occurrence of the series is here already.");
  if (!(await hasRoom(tx, user_id, at.seq, limits.tasks)))
    throw problems.limitReached(`At most ${limits.tasks} tasks are kept, those in the trash included.`);
  return {
    changes: [{ before: null, after: create(task, at), action: "created" }],
    undo: ({ id, version }) => ({ command: "delete-task", arguments: { task_id: id, version } }),
  };
};

// A series imported once may have gone on here: a later export of it brings the same numbers again.
async function isThere(tx: Queryable, userId: string, { series_id, occurrence }: ImportedTask) {
  return Boolean(series_id && occurrence && (await findOccurrence(tx, userId, series_id, occurrence)));
}
