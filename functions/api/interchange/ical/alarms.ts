import type { Reminder } from "../../../_shared/domain/task.ts";
import type { Place, Report } from "../report.ts";
import { EntryError } from "../types.ts";
import { formatSeconds, parseSigned, type SignedDuration } from "./durations.ts";
import { exactInstant } from "./moments.ts";
import { type Component, propertyOf, textOf } from "./reader.ts";
import type { Zones } from "./zones.ts";

/** When what the alarms belong to begins and ends, and is due as a task. */
export interface Timing {
  start: Date | undefined;
  end: Date | undefined;
  due: Date | undefined;
  recurring: boolean;
  userZone: string;
}

const mostReminders = 10;
// Apple writes this moment where an alarm has none.
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
      return reminderOf(alarm, timing, zones, place, report) ?? [];
    } catch (error) {
      if (!(error instanceof EntryError)) throw error;
      report.detail({ ...place, line: alarm.line }, `An alarm is left out: ${error.message}`);
      return [];
    }
  });
  const distinct = [...new Map(found.map((reminder) => [JSON.stringify(reminder), reminder])).values()];
  if (distinct.length > mostReminders)
    report.detail(place, `A task has at most ${mostReminders} reminders; the rest is left out.`);
  return distinct.slice(0, mostReminders);
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
  // What Apple writes to say that there is no alarm.
  if (action === "NONE") return undefined;
  const refuse = (reason: string): undefined => report.detail(place, reason) as undefined;
  if (propertyOf(alarm, "x-apple-proximity")) return refuse("Reminders at a place are not carried over.");
  if (action === "PROCEDURE") return refuse("Alarms that run a program are not carried over.");
  if (!trigger) return refuse("An alarm does not say when, and is left out.");
  if (trigger.raw === appleNever) return undefined;
  if (propertyOf(alarm, "repeat"))
    report.detail(place, "A reminder comes once: its repetitions are not carried over.");
  const duration = parseSigned(trigger.raw);
  if (!duration) {
    const at = exactInstant(trigger, zones, timing.userZone);
    return at ? atTrigger(at, timing) : refuse("An alarm does not say at what time, and is left out.");
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
  { start, end, due, recurring }: Timing,
): Reminder | undefined {
  const base = (fromEnd ? end : start) ?? due;
  if (!base || !due) return undefined;
  // Days and weeks stay days and weeks, which are not always as long as each other.
  if (+base === +due && duration.sign <= 0) return { before: duration.text };
  const at = base.getTime() + duration.sign * duration.seconds * 1000;
  if (at <= due.getTime()) return { before: formatSeconds((due.getTime() - at) / 1000) };
  return recurring ? undefined : { at: new Date(at).toISOString() };
}

function reasonOf({ due }: Timing): string {
  return due
    ? "A reminder after the moment a task is due cannot repeat with it, and is left out."
    : "A reminder counted from a date is left out where there is none.";
}
