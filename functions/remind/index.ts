import { outboxTopics, topics } from "../_shared/contract/topics.ts";
import { defineFunction } from "../_shared/platform/function.ts";
import { openFire } from "./fire.ts";
import { fireJob, openSchedule } from "./schedule.ts";
import { openSweep } from "./sweep.ts";

/**
 * Keeps one job for each instant at which a person has reminders; when it fires, publishes what is due of them to
 * `notifications`, many of one moment as one that counts them. The rows in the database decide; the job is only their
 * precise trigger, and the sweep finds reminders whose job did not fire.
 */
export default defineFunction("remind", {
  shape: "event",
  subscribes: [{ topic: topics.reminders }],
  // Its own topics are among those of the outbox.
  publishes: outboxTopics,
  jobs: true,
  scaledBy: ["due-reminders"],
  open(deps) {
    const fire = openFire(deps);
    const sweep = openSweep(deps, fire);
    return {
      on: { [topics.reminders]: openSchedule(deps, fire) },
      job: (_name, data) => fireJob(deps, fire, data),
      onStart: sweep.start,
      onStop: sweep.stop,
    };
  },
});
