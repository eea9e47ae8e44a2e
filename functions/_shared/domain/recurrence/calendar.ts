/** Days as whole numbers since 1970-01-01, so that rules need only plain arithmetic. */

const DAY = 86_400_000;

/** The number of a `YYYY-MM-DD` date. */
export function dayNumber(date: string): number {
  const [year, month, day] = date.split("-").map(Number) as [number, number, number];
  return numberOf(year, month, day);
}

/** The `YYYY-MM-DD` date of a day number. */
export function dateOf(day: number): string {
  return timeOf(day).toISOString().slice(0, 10);
}

/** A day number as rrule represents days: midnight in UTC. */
export function timeOf(day: number): Date {
  return new Date(day * DAY);
}

/** The day number of a day as rrule represents it. */
export function dayOf(time: Date): number {
  return time.getTime() / DAY;
}

/** The day number of a date by its parts; months and days may overflow, such as month 13. */
export function numberOf(year: number, month: number, day = 1): number {
  // Date.UTC reads the years 0 to 99 as 1900 to 1999.
  return new Date(0).setUTCFullYear(year, month - 1, day) / DAY;
}

/** Year, month (1 to 12) and day of the month of a day number. */
export function partsOf(day: number): { year: number; month: number; date: number } {
  const at = timeOf(day);
  return { year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, date: at.getUTCDate() };
}

/** Weekday, 0 for Monday to 6 for Sunday. */
export function weekdayOf(day: number): number {
  return (((day + 3) % 7) + 7) % 7;
}

/** First day of the week that holds the day, for weeks that begin on `wkst`. */
export function weekStart(day: number, wkst: number): number {
  return day - ((weekdayOf(day) - wkst + 7) % 7);
}

/** First day of week 1 of a year: the first week with at least four days in it (RFC 5545, ISO 8601). */
export function firstWeek(year: number, wkst: number): number {
  return weekStart(numberOf(year, 1, 4), wkst);
}

/** Days in a month. */
export function monthLength(year: number, month: number): number {
  return numberOf(year, month + 1) - numberOf(year, month);
}
