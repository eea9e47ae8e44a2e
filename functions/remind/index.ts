import { topics } from "../_shared/contract/topics.ts";
import { operationTopics } from "../_shared/operations/announcements.ts";
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
  // Its own topics, and those of events that other functions left in the outbox: a change of time zone leaves commands
  // there, an upload its event.
  publishes: ["update-task", ...operationTopics, topics.notifications, topics.importFiles],
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
