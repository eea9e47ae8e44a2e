import { topics } from "../_shared/contract/topics.ts";
import { operationTopics } from "../_shared/operations/announcements.ts";
import { defineFunction } from "../_shared/platform/function.ts";
import { fireJob, schedule } from "./schedule.ts";
import { openSweep } from "./sweep.ts";

/**
 * Keeps one job for each scheduled reminder; when a job fires, hands the reminder on to `notifications`. The row in the
 * database is the truth, the job its precise trigger, and the sweep catches what no job brought.
 */
export default defineFunction("remind", {
  shape: "event",
  subscribes: [{ topic: topics.reminders }],
  // Its own, and what any other function left in the outbox: a move between time zones leaves commands there.
  publishes: ["update-task", ...operationTopics, topics.notifications],
  jobs: true,
  scaledBy: ["due-reminders"],
  open(deps) {
    const sweep = openSweep(deps);
    return {
      on: { [topics.reminders]: schedule(deps) },
      job: (_name, data) => fireJob(deps, data),
      onStart: sweep.start,
      onStop: sweep.stop,
    };
  },
});
