import { addDays } from "../../../domain/days.ts";
import { dateOf, dayNumber } from "../../../domain/recurrence/calendar.ts";
import { type Due, dueAt, localDateTime } from "../../../domain/time.ts";
import { because } from "../../reasons.ts";
import { EntryError } from "../../types.ts";
import type { Property } from "./reader.ts";

/** A date or date-time of a calendar: local, in `zone`; a time without a zone is in the reader's zone. */
export interface Moment {
  date: string;
  time?: string;
  zone?: string;
}

/** The time zones of a calendar. */
export interface Zones {
  /** A local time under one of the calendar's TZIDs. */
  place(local: { date: string; time?: string }, tzid: string): Moment;
  /** The zone in which the calendar is kept; the user's if it has none. */
  home: string;
}

const form =
  /^(\d{4})-?(\d\d)-?(\d\d)(?:[T ]\s*(\d\d)?:?(\d\d)?:?(\d\d)?(?:[.,]\d+)?:*\s*(Z|[+-]\d\d:?\d\d(?::?\d\d)?)?)?$/i;

/**
 * The moments a property names, at most `most` (EXDATE and RDATE name several; of a period, its start). They are read
 * from the file's own text, since the library cuts off what RFC 5545 does not allow, such as an offset. Throws EntryError.
 */
export function momentsOf(property: Property, zones: Zones, most?: number): Moment[] {
  const values = property.raw.split(",", most);
  return values.map((value) => read(value.split("/", 1)[0] ?? "", property, zones));
}

/** The one moment a property names. Throws EntryError. */
export function momentOf(property: Property, zones: Zones): Moment {
  const [moment] = momentsOf(property, zones);
  if (!moment) throw new EntryError(because("property-empty", property.name.toUpperCase()));
  return moment;
}

function read(text: string, { name, raw, params }: Property, zones: Zones): Moment {
  const [, year, month, day, hour, minute = "00", second = "00", offset] = form.exec(text.trim()) ?? [];
  const date = `${year}-${month}-${day}`;
  const exists = year && dateOf(dayNumber(date)) === date && isClock(hour, minute, second);
  if (!exists) throw new EntryError(because("property-no-date", name.toUpperCase(), raw));
  if (!hour) return { date };
  // In ISO 8601 24:00 is the start of the next day.
  const local =
    hour === "24" ? { date: addDays(date, 1), time: "00:00" } : { date, time: `${hour}:${minute}` };
  if (offset) return atOffset(local, offset.toUpperCase(), zones);
  return params.tzid ? zones.place(local, params.tzid) : local;
}

const isClock = (hour = "00", minute: string, second: string): boolean =>
  (Number(hour) < 24 || (hour === "24" && Number(minute) === 0 && Number(second) === 0)) &&
  Number(minute) < 60;

// RFC 5545 allows no offset but Z; files contain others anyway.
function atOffset(local: { date: string; time: string }, offset: string, zones: Zones): Moment {
  const [, sign, hours, minutes] = /^([+-])(\d\d):?(\d\d)/.exec(offset) ?? [];
  const seconds = (sign === "-" ? -1 : 1) * (Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60);
  return atFixedOffset(local, seconds, zones.home);
}

/** A local time on a clock that is so many seconds ahead of UTC and never changes: in the zone of that clock, if there is one. */
export function atFixedOffset(
  { date, time = "00:00" }: { date: string; time?: string },
  seconds: number,
  home: string,
): Moment {
  const hours = seconds / 3600;
  if (hours === 0) return { date, time, zone: "UTC" };
  if (Number.isInteger(hours) && hours >= -12 && hours <= 14)
    return { date, time, zone: `Etc/GMT${hours > 0 ? "-" : "+"}${Math.abs(hours)}` };
  const at = new Date(Date.parse(`${date}T${time}:00Z`) - seconds * 1000);
  return { ...localDateTime(at, home), zone: home };
}

/** Whether a zone's clock never changes, as that of an instant in UTC or with an offset. */
export const isFixed = (zone: string | undefined): boolean => /^(?:UTC$|Etc\/)/.test(zone ?? "");

/** The instant of a moment for a user in `userZone`. */
export function instantOf(moment: Moment, userZone: string): Date {
  return dueAt(toDue(moment), userZone);
}

/** The instant a property names, to the second; undefined for a date without a time. Throws EntryError. */
export function exactInstant(property: Property, zones: Zones, userZone: string): Date | undefined {
  const moment = momentOf(property, zones);
  const seconds = Number(/T\d\d:?\d\d:?([0-5]\d)/i.exec(property.raw)?.[1] ?? 0);
  return moment.time ? new Date(instantOf(moment, userZone).getTime() + seconds * 1000) : undefined;
}

/** The moment as a task's due date. */
export function toDue({ date, time, zone }: Moment): Due {
  return { date, ...(time && { time }), ...(time && zone && { time_zone: zone }) };
}

/** The local date of a moment in the zone of `reference`, as exception dates count. */
export function dateIn(moment: Moment, reference: Moment, userZone: string): string {
  if (!moment.time) return moment.date;
  // Whole days are in the person's zone, in which an instant falls on one.
  if (!reference.time && !isFixed(moment.zone)) return moment.date;
  return localDateTime(instantOf(moment, userZone), reference.zone ?? userZone).date;
}

/** The moment on the wall clock of another zone. */
export function movedTo(moment: Moment, zone: string, userZone: string): Moment {
  return moment.time ? { ...localDateTime(instantOf(moment, userZone), zone), zone } : moment;
}
