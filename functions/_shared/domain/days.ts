import { dateOf, dayNumber } from "./recurrence/calendar.ts";

/** The local date (`YYYY-MM-DD`) some days after another; before it where `days` is negative. */
export const addDays = (date: string, days: number): string => dateOf(dayNumber(date) + days);
