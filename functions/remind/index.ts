import { ReminderEvent } from "../_shared/contract/schemas.ts";
import { topics } from "../_shared/contract/topics.ts";
import { loadConfig } from "../_shared/platform/config.ts";
import { openDeps } from "../_shared/platform/deps.ts";
import { serve } from "../_shared/platform/serve.ts";
import { fireJob, schedule } from "./schedule.ts";
import { startSweep } from "./sweep.ts";

/**
 * Woken by `reminders` and by its own Dapr jobs: keeps one job for each scheduled reminder; when a job
 * fires, hands the reminder on to `notifications`. The row in the database is the truth, the job its
 * precise trigger, and the sweep catches what no job brought.
 */
const deps = openDeps(loadConfig(process.env));
const sweep = startSweep(deps);

serve(deps, {
  subscriptions: [{ topic: topics.reminders, schema: ReminderEvent, handle: schedule(deps) }],
  job: (_name, data) => fireJob(deps, data),
  onStop: sweep.stop,
});
