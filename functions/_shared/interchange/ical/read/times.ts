import { addDays } from "../../../domain/days.ts";
import { dayNumber } from "../../../domain/recurrence/calendar.ts";
import { localDateTime } from "../../../domain/time.ts";
import { because } from "../../reasons.ts";
import { parseSigned, type SignedDuration } from "./durations.ts";
import { instantOf, isFixed, type Moment, momentOf, movedTo } from "./moments.ts";
import { type Component, propertyOf } from "./reader.ts";
import { type Item, type Reading, tolerant } from "./reading.ts";

/** When an entry begins, ends, and is due as a task. The end of whole days is the day after the last. */
export interface Times {
  start?: Moment;
  end?: Moment;
  due?: Moment;
}

/** The times of a VEVENT, due when it begins, or of a VTODO. */
export function timesOf(item: Item, reading: Reading): Times {
  const { component } = item;
  const { zone } = reading.context;
  const isEvent = component.name === "vevent";
  const start = momentAt(item, "dtstart", reading);
  const length = parseSigned(propertyOf(component, "duration")?.raw ?? "");
  const end =
    momentAt(item, isEvent ? "dtend" : "due", reading) ?? (start && length && plus(start, length, zone));
  if (saysWholeDay(component) && start && isMidnight(start) && (!end || isMidnight(end)))
    return withDue({ start: { date: start.date }, ...(end && { end: { date: end.date } }) }, isEvent);
  return withDue({ ...(start && { start }), ...(end && { end }) }, isEvent);
}

function withDue({ start, end }: Pick<Times, "start" | "end">, isEvent: boolean): Times {
  const due = isEvent ? start : (end ?? start);
  return { ...(start && { start }), ...(end && { end }), ...(due && { due }) };
}

const wholeDay = [
  "x-microsoft-cdo-alldayevent",
  "x-microsoft-msncalendar-alldayevent",
  "x-funambol-allday",
  "x-allday",
];

// Outlook and others write a whole day from midnight to midnight, and mark it in a property.
const saysWholeDay = (of: Component): boolean =>
  wholeDay.some((name) => /^\s*(?:true|1|yes)\s*$/i.test(propertyOf(of, name)?.raw ?? ""));

const isMidnight = ({ time = "00:00" }: Moment): boolean => time === "00:00";

// A single instant in UTC is converted to the zone of the calendar's owner; a series in UTC stays in UTC. A date that
// cannot be read is left out and the task kept.
function momentAt({ component, place }: Item, name: string, reading: Reading): Moment | undefined {
  const { zones, context, report } = reading;
  const property = propertyOf(component, name);
  const moment = property && tolerant(place, report, () => momentOf(property, zones));
  if (!moment) return undefined;
  const instant = isFixed(moment.zone) && moment.zone !== property.params.tzid;
  return instant && !propertyOf(component, "rrule") ? movedTo(moment, zones.home, context.zone) : moment;
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

/** Reports those times of an entry that a task cannot store. */
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

/** A VTODO repeats on the days it starts; if it has such a rule, it is due on them too. */
export function countedOnStarts({ component, place }: Item, times: Times, { report }: Reading): Times {
  const { start, due } = times;
  const rule = propertyOf(component, "rrule")?.raw ?? "";
  if (!start || !due || start.date === due.date || !/BY(DAY|MONTHDAY|YEARDAY|WEEKNO|MONTH)=/i.test(rule))
    return times;
  report.detail(place, because("due-on-starts"));
  return { ...times, due: { ...due, date: start.date } };
}
