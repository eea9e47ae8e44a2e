import { taskLimits } from "../../../domain/task/fields.ts";
import { type Reminder, Reminder as ReminderSchema } from "../../../domain/task/task.ts";
import { because, type Reason } from "../../reasons.ts";
import type { Place, Report } from "../../report.ts";
import { EntryError } from "../../types.ts";
import { formatSeconds, parseSigned, type SignedDuration } from "./durations.ts";
import { exactInstant, type Zones } from "./moments.ts";
import { type Component, propertyOf, textOf } from "./reader.ts";

/** When the alarms' entry starts and ends, and is due as a task. */
export interface Timing {
  start: Date | undefined;
  end: Date | undefined;
  due: Date | undefined;
  recurring: boolean;
  /** Whether it is due on a day without a time. */
  wholeDay: boolean;
  userZone: string;
}

// Apple writes this moment for an alarm without one.
const appleNever = "19760401T005545Z";

/** The reminders that alarms become. What cannot be a reminder goes to the report. */
export function remindersOf(
  of: Component,
  timing: Timing,
  zones: Zones,
  place: Place,
  report: Report,
): Reminder[] {
  const alarms = of.components.filter(({ name }) => name === "valarm");
  const found = alarms.flatMap((alarm) => {
    try {
      return fitting(reminderOf(alarm, timing, zones, place, report)) ?? [];
    } catch (error) {
      if (!(error instanceof EntryError)) throw error;
      report.detail({ ...place, line: alarm.line }, because("alarm-left-out", error.reason));
      return [];
    }
  });
  const distinct = [...new Map(found.map((reminder) => [JSON.stringify(reminder), reminder])).values()];
  if (distinct.length > taskLimits.reminders)
    report.detail(place, because("too-many-reminders", taskLimits.reminders));
  return distinct.slice(0, taskLimits.reminders);
}

// One invalid reminder would make the whole task invalid.
function fitting(reminder: Reminder | undefined): Reminder | undefined {
  const checked = ReminderSchema.safeParse(reminder ?? { before: "PT0S" });
  if (checked.success) return reminder;
  const [issue] = checked.error.issues;
  throw new EntryError(because("not-valid", "TRIGGER", issue?.message ?? ""));
}

function reminderOf(
  alarm: Component,
  timing: Timing,
  zones: Zones,
  place: Place,
  report: Report,
): Reminder | undefined {
  const action = textOf(alarm, "action")?.toUpperCase();
  const trigger = propertyOf(alarm, "trigger");
  // Apple's way to write that there is no alarm.
  if (action === "NONE") return undefined;
  const refuse = (reason: Reason): undefined => report.detail(place, reason) as undefined;
  if (propertyOf(alarm, "x-apple-proximity")) return refuse(because("alarm-place"));
  if (action === "PROCEDURE") return refuse(because("alarm-program"));
  if (!trigger) return refuse(because("alarm-without-moment"));
  if (trigger.raw === appleNever) return undefined;
  if (propertyOf(alarm, "repeat")) report.detail(place, because("alarm-repeats"));
  const duration = parseSigned(trigger.raw);
  if (!duration) {
    const at = exactInstant(trigger, zones, timing.userZone);
    return at ? atTrigger(at, timing) : refuse(because("alarm-without-time"));
  }
  return (
    relative(duration, trigger.params.related?.toUpperCase() === "END", timing) ?? refuse(reasonOf(timing))
  );
}

// Apple's reminders that repeat give each occurrence's alarm as an instant of its own.
function atTrigger(at: Date, { due, recurring }: Timing): Reminder {
  return recurring && due && +due === +at ? { before: "PT0S" } : { at: at.toISOString() };
}

function relative(
  duration: SignedDuration,
  fromEnd: boolean,
  { start, end, due, recurring, wholeDay }: Timing,
): Reminder | undefined {
  const base = (fromEnd ? end : start) ?? due;
  if (!base || !due) return undefined;
  const ofDay = wholeDay && +base === +due ? hourOfDay(duration) : undefined;
  if (ofDay) return ofDay;
  // Days and weeks stay as they are: not all days have the same length.
  if (+base === +due && duration.sign <= 0) return { before: duration.text };
  const at = base.getTime() + duration.sign * duration.seconds * 1000;
  if (at <= due.getTime()) return { before: formatSeconds((due.getTime() - at) / 1000) };
  return recurring ? undefined : { at: new Date(at).toISOString() };
}

/** "PT9H" on a whole day is at nine of that day; undefined for other durations. */
function hourOfDay({ sign, seconds }: SignedDuration): Reminder | undefined {
  const minutes = seconds / 60;
  if (sign <= 0 || minutes >= 1440 || !Number.isInteger(minutes)) return undefined;
  const part = (number: number) => String(number).padStart(2, "0");
  return { before: "P0D", time: `${part(Math.floor(minutes / 60))}:${part(minutes % 60)}` };
}

function reasonOf({ due }: Timing): Reason {
  return due ? because("alarm-after-due") : because("alarm-without-date");
}
