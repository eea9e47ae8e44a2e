import { dateOf, dayNumber, monthLength } from "../../../domain/recurrence/calendar.ts";

/** The local date before another. */
export function dayBefore(date: string): string {
  return dateOf(dayNumber(date) - 1);
}

/** The number of days of the shortest of these months in any year. (Default: of all months, 28.) */
export function daysOfMonths(months: number[] = [2]): number {
  return Math.min(...months.map((month) => monthLength(2001, month)));
}
