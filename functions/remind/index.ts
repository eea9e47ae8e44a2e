import { outboxTopics, topics } from "../_shared/contract/topics.ts";
import { defineFunction } from "../_shared/platform/function.ts";
import { fireJob, schedule } from "./schedule.ts";
import { openSweep } from "./sweep.ts";

/**
 * Keeps one job for each scheduled reminder; when a job fires, publishes the reminder to `notifications`. The row in
 * the database decides; the job is only its precise trigger, and the sweep finds reminders whose job did not fire.
 */
export default defineFunction("remind", {
  shape: "event",
  subscribes: [{ topic: topics.reminders }],
  // Its own topics are among those of the outbox.
  publishes: outboxTopics,
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
