import { setTimeout } from "node:timers/promises";
import * as z from "zod";
import type { Envelope } from "../_shared/contract/envelope.ts";
import type { ReminderEvent } from "../_shared/contract/schemas.ts";
import type { Deps } from "../_shared/platform/deps.ts";
import { findScheduled } from "../_shared/store/reminders/reminders.ts";
import { fire } from "./fire.ts";

/** Name of a reminder's job; a moved reminder is a new reminder, so no name is used twice. */
const jobName = (reminderId: string): string => `reminder-${reminderId}`;

/** Sets or deletes the job of a reminder, according to its row. */
export const schedule =
  (deps: Deps) =>
  async ({ data }: Envelope<ReminderEvent>): Promise<void> => {
    if (data.state === "cancelled") return deps.sidecar.deleteJob(jobName(data.reminder_id));
    const reminder = await findScheduled(deps.db, data.reminder_id);
    if (!reminder) return;
    if (reminder.remind_at <= deps.now()) return fire(deps, reminder.id);
    const job: Job = { reminder_id: reminder.id, remind_at: reminder.remind_at.toISOString() };
    await deps.sidecar.scheduleJob(jobName(reminder.id), reminder.remind_at, job);
  };

const Job = z.object({ reminder_id: z.uuid(), remind_at: z.iso.datetime() });
type Job = z.infer<typeof Job>;

/** Fires the reminder of a job. The scheduler's clock may be slightly ahead: the handler waits for the exact time. */
export async function fireJob(deps: Deps, data: unknown): Promise<void> {
  const { reminder_id, remind_at } = Job.parse(data);
  const early = Date.parse(remind_at) - deps.now().getTime();
  if (early > 0) await setTimeout(Math.min(early, 5000));
  if (deps.now() < new Date(remind_at)) throw new Error("The job fired too early.");
  await fire(deps, reminder_id);
}
