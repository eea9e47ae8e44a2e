import { create } from "../_shared/domain/changes.ts";
import { limits } from "../_shared/domain/limits.ts";
import type { ImportedTask } from "../_shared/domain/task.ts";
import { problems } from "../_shared/errors.ts";
import { serveCommand } from "../_shared/operations/command.ts";
import type { Queryable } from "../_shared/store/database.ts";
import { hasRoom } from "../_shared/store/room.ts";
import { findOccurrence } from "../_shared/store/tasks.ts";

/** Woken by `create-task`: makes a task. Tried again when the database or the broker fails. */
serveCommand("create-task", async ({ user_id, task }, at, tx) => {
  if (await isThere(tx, user_id, task))
    throw problems.conflict("This occurrence of the series is here already.");
  if (!(await hasRoom(tx, user_id, at.seq, limits.tasks)))
    throw problems.limitReached(`At most ${limits.tasks} tasks are kept, those in the trash included.`);
  return {
    changes: [{ before: null, after: create(task, at), action: "created" }],
    undo: ({ id, version }) => ({ command: "delete-task", arguments: { task_id: id, version } }),
  };
});

// A series imported once may have gone on here: a later export of it brings the same numbers again.
async function isThere(tx: Queryable, userId: string, { series_id, occurrence }: ImportedTask) {
  return Boolean(series_id && occurrence && (await findOccurrence(tx, userId, series_id, occurrence)));
}
