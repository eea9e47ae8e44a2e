import { Temporal } from "temporal-polyfill";

/** A local wall-clock moment: `date` is `YYYY-MM-DD`, `time` is `HH:MM`; all-day without a time. */
export interface LocalMoment {
  date: string;
  time?: string | undefined;
}

/** When something is due. `time_zone` is an IANA name (Default: the user's zone). */
export interface Due extends LocalMoment {
  time_zone?: string | undefined;
}

/** A duration that is not exact (months, years), is negative, or is not ISO 8601. */
export class InvalidDuration extends Error {
  readonly code = "invalid-duration";
}

/**
 * The instant of a local moment. A time in a gap of the clock moves forward by the gap; of a repeated time the first is
 * taken. Without a time it is the start of the day, which after a gap at midnight is later than 00:00. Throws
 * RangeError when the date, time or zone does not exist.
 */
export function toInstant(local: LocalMoment, zone: string): Date {
  return asDate(toZoned(local, zone));
}

/** The instant of a due date, in its own zone or else the user's. */
export function dueAt(due: Due, userZone: string): Date {
  return toInstant(due, due.time_zone ?? userZone);
}

/** The calendar date of an instant in a zone: the user's "today". */
export function localDate(instant: Date, zone: string): string {
  return zonedAt(instant, zone).toPlainDate().toString();
}

/** The wall clock of an instant in a zone, to the minute. */
export function localDateTime(instant: Date, zone: string): { date: string; time: string } {
  const local = zonedAt(instant, zone).toPlainDateTime();
  return {
    date: local.toPlainDate().toString(),
    time: local.toPlainTime().toString({ smallestUnit: "minute" }),
  };
}

/**
 * The instant that is an ISO 8601 duration (`PT30M`, `P1D`, `P1W`) before a due date. Weeks and days follow the wall
 * clock, hours and smaller units are exact, as in RFC 5545: a day before 09:00 is 09:00 on a 23-hour day too. Throws
 * InvalidDuration for months, years, negative and malformed durations.
 */
export function subtractDuration(due: Due, iso: string, userZone: string): Date {
  const duration = parseDuration(iso);
  const zoned = toZoned(due, due.time_zone ?? userZone);
  try {
    return asDate(zoned.subtract(duration));
  } catch {
    throw new InvalidDuration(`"${iso}" before the due date is beyond the calendar.`);
  }
}

function parseDuration(iso: string): Temporal.Duration {
  let duration: Temporal.Duration;
  try {
    duration = Temporal.Duration.from(iso);
  } catch {
    throw new InvalidDuration(`"${iso}" is not an ISO 8601 duration such as PT30M, P1D or P1W.`);
  }
  if (duration.sign < 0) throw new InvalidDuration(`"${iso}" must not be negative.`);
  if (duration.years || duration.months)
    throw new InvalidDuration(`"${iso}" must be in weeks, days, hours, minutes or seconds.`);
  return duration;
}

function toZoned({ date, time }: LocalMoment, zone: string): Temporal.ZonedDateTime {
  const day = Temporal.PlainDate.from(date, { overflow: "reject" });
  if (time === undefined) return day.toZonedDateTime(zone);
  return day.toPlainDateTime(Temporal.PlainTime.from(time, { overflow: "reject" })).toZonedDateTime(zone);
}

function zonedAt(instant: Date, zone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(zone);
}

function asDate(zoned: Temporal.ZonedDateTime): Date {
  return new Date(zoned.epochMilliseconds);
}
