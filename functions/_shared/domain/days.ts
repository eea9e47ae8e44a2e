import { dateOf, dayNumber } from "./recurrence/calendar.ts";

/** The local date (`YYYY-MM-DD`) that is `days` after another, or before it when `days` is negative. */
export const addDays = (date: string, days: number): string => dateOf(dayNumber(date) + days);
