import type { Envelope } from "../_shared/contract/envelope.ts";
import type { TaskEvent } from "../_shared/contract/schemas.ts";
import { topics } from "../_shared/contract/topics.ts";
import { defineFunction } from "../_shared/platform/function.ts";
import { openLane } from "../_shared/platform/lane.ts";
import { type Database, isUnreachable } from "../_shared/store/database.ts";
import { appendAudit } from "../_shared/store/tasks/audit.ts";

/** Appends events that arrive together by one statement; should it fail, each is appended by itself. */
function openAppend(db: Database): (event: Envelope<TaskEvent>) => Promise<void> {
  const isAppended = openLane<Envelope<TaskEvent>, boolean>({
    keyOf: ({ id }) => id,
    async work(events) {
      const done = await appendAudit(db, events).then(
        () => true,
        (error) => {
          if (events.length === 1 || isUnreachable(error)) throw error;
          return false;
        },
      );
      return events.map(() => done);
    },
  });
  return async (event) => {
    if (!(await isAppended(event))) await appendAudit(db, [event]);
  };
}

/** Appends each event of a task to the audit trail, once by its event id. */
export default defineFunction("audit", {
  shape: "event",
  subscribes: [{ topic: topics.taskEvents }],
  open: ({ db }) => ({ on: { [topics.taskEvents]: openAppend(db) } }),
});
