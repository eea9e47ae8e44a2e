import { setTimeout } from "node:timers/promises";
import * as z from "zod";
import type { Envelope } from "../_shared/contract/envelope.ts";
import type { ReminderEvent } from "../_shared/contract/schemas.ts";
import { currentTraceparent } from "../_shared/contract/trace-context.ts";
import type { Deps } from "../_shared/platform/deps.ts";
import { tracedSince } from "../_shared/platform/tracing/tracing.ts";
import { findScheduled, personOf, remindsAt } from "../_shared/store/reminders/reminders.ts";
import type { Fire } from "./fire.ts";

/** Name of the job of a person's reminders at one instant. */
const jobName = (userId: string, at: Date): string => `reminders-${userId}-${at.getTime()}`;

/** Jobs that this replica has set lately: thousands of reminders of one moment need no more than one. */
const mostKnown = 1000;

/**
 * Sets or deletes the job for the instant of a reminder, according to the rows: a person has one job for each instant,
 * however many reminders are due then.
 */
export function openSchedule(deps: Deps, fire: Fire): (event: Envelope<ReminderEvent>) => Promise<void> {
  const known = new Set<string>();
  return async ({ data: { user_id, remind_at, reminder_id, state } }) => {
    const at = new Date(remind_at);
    const name = jobName(user_id, at);
    if (state === "cancelled") {
      known.delete(name);
      if (await remindsAt(deps.db, user_id, at)) return;
      return deps.sidecar.deleteJob(name);
    }
    if (known.has(name) && at > deps.now()) return;
    const reminder = await findScheduled(deps.db, reminder_id);
    if (!reminder) return;
    if (at <= deps.now()) return fire({ userId: user_id, cause: reminder_id });
    const traceparent = currentTraceparent();
    const job: Job = {
      user_id,
      reminder_id,
      remind_at: at.toISOString(),
      ...(traceparent && { traceparent }),
    };
    await deps.sidecar.scheduleJob(name, at, job);
    if (known.size >= mostKnown) known.clear();
    known.add(name);
  };
}

/** Version 0.1.0 set jobs without the person. */
const Job = z.object({
  user_id: z.uuid().optional(),
  reminder_id: z.uuid(),
  remind_at: z.iso.datetime(),
  /** Of the trace that set it, to which that of its firing is linked. */
  traceparent: z.string().optional(),
});
type Job = z.infer<typeof Job>;

/** Fires what is due at the instant of a job. The scheduler's clock may be slightly ahead: the handler waits for it. */
export async function fireJob(deps: Deps, fire: Fire, data: unknown): Promise<void> {
  const { user_id, reminder_id, remind_at } = Job.parse(data);
  const early = Date.parse(remind_at) - deps.now().getTime();
  if (early > 0) await setTimeout(Math.min(early, 5000));
  if (deps.now() < new Date(remind_at)) throw new Error("The job fired too early.");
  // How late it is, which no other span measures.
  tracedSince("reminder", new Date(remind_at));
  const person = user_id ?? (await personOf(deps.db, reminder_id));
  if (person) await fire({ userId: person, cause: reminder_id });
}
