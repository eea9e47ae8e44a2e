import { topics } from "../_shared/contract/topics.ts";
import { defineFunction } from "../_shared/platform/function.ts";
import { appendAudit } from "../_shared/store/tasks/audit.ts";

/** Appends each event of a task to the audit trail, once by its event id. */
export default defineFunction("audit", {
  shape: "event",
  subscribes: [{ topic: topics.taskEvents }],
  open: ({ db }) => ({
    on: {
      [topics.taskEvents]: async (event) => {
        await appendAudit(db, event);
      },
    },
  }),
});
