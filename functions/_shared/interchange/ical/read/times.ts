import { addDays } from "../../../domain/days.ts";
import { dayNumber } from "../../../domain/recurrence/calendar.ts";
import { localDateTime } from "../../../domain/time.ts";
import { because } from "../../reasons.ts";
import { parseSigned, type SignedDuration } from "./durations.ts";
import { instantOf, type Moment, momentOf, movedTo } from "./moments.ts";
import { type Component, propertyOf } from "./reader.ts";
import type { Item, Reading } from "./reading.ts";

/** When an entry begins, ends, and is due as a task. The end of whole days is the day after the last. */
export interface Times {
  start?: Moment;
  end?: Moment;
  due?: Moment;
}

/** The times of a VEVENT, due when it begins, or of a VTODO. Throws EntryError. */
export function timesOf({ component }: Item, reading: Reading): Times {
  const { zone } = reading.context;
  const isEvent = component.name === "vevent";
  const start = momentAt(component, "dtstart", reading);
  const length = parseSigned(propertyOf(component, "duration")?.raw ?? "");
  const end =
    momentAt(component, isEvent ? "dtend" : "due", reading) ?? (start && length && plus(start, length, zone));
  const due = isEvent ? start : (end ?? start);
  return { ...(start && { start }), ...(end && { end }), ...(due && { due }) };
}

// One instant in UTC is told on the clock of the calendar's owner; a series in UTC keeps its own clock.
function momentAt(of: Component, name: string, { zones, context }: Reading): Moment | undefined {
  const property = propertyOf(of, name);
  if (!property) return undefined;
  const moment = momentOf(property, zones);
  return property.raw.endsWith("Z") && !propertyOf(of, "rrule")
    ? movedTo(moment, zones.home, context.zone)
    : moment;
}

function plus(moment: Moment, { seconds, sign }: SignedDuration, userZone: string): Moment {
  if (!moment.time) return { date: addDays(moment.date, Math.round((sign * seconds) / 86_400)) };
  const at = new Date(instantOf(moment, userZone).getTime() + sign * seconds * 1000);
  return { ...localDateTime(at, moment.zone ?? userZone), ...(moment.zone && { zone: moment.zone }) };
}

/** The times of the same entry begun at another moment. */
export function begunAt(start: Moment, times: Times, userZone: string): Times {
  if (!times.start || !times.end) return { start, due: start };
  const seconds =
    (instantOf(times.end, userZone).getTime() - instantOf(times.start, userZone).getTime()) / 1000;
  const end = start.time
    ? plus(start, { seconds, sign: 1, text: "" }, userZone)
    : { date: addDays(start.date, daysOf(times)) };
  return { start, end, due: start };
}

/** Days that an entry of whole days takes, at least one. */
export function daysOf({ start, end }: Times): number {
  return start && end ? Math.max(1, dayNumber(end.date) - dayNumber(start.date)) : 1;
}

/** The last day of an entry of whole days, or one some days later. */
export function lastDayOf(times: Times, later = 0): string {
  return addDays((times.start as Moment).date, daysOf(times) - 1 + later);
}

/** Tells what of an entry's times a task has no place for. */
export function reportTimes(
  { component, place }: Item,
  { start, end, due }: Times,
  { report }: Reading,
): void {
  if (!start || !end) return;
  const same = start.date === end.date && start.time === end.time;
  if (component.name === "vtodo") {
    if (due && !same) report.detail(place, because("start-lost"));
  } else if (start.time ? !same : daysOf({ start, end }) > 1) report.detail(place, because("length-lost"));
}

/** A VTODO repeats on the days it starts; where its rule names such days, it is due on them too. */
export function countedOnStarts({ component, place }: Item, times: Times, { report }: Reading): Times {
  const { start, due } = times;
  const rule = propertyOf(component, "rrule")?.raw ?? "";
  if (!start || !due || start.date === due.date || !/BY(DAY|MONTHDAY|YEARDAY|WEEKNO|MONTH)=/i.test(rule))
    return times;
  report.detail(place, because("due-on-starts"));
  return { ...times, due: { ...due, date: start.date } };
}
