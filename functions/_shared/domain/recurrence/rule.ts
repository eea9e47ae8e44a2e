/** Frequencies of a rule. The time of day is the task's, so nothing repeats more often than daily. */
export const FREQUENCIES = ["DAILY", "WEEKLY", "MONTHLY", "YEARLY"] as const;
export const WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"] as const;

/** A weekday in a rule: 0 for Monday to 6 for Sunday, and its number within the month or year (-1 is the last). */
export interface RuleDay {
  weekday: number;
  nth?: number;
}

/** A parsed RRULE (RFC 5545, 3.3.10). Lists are sorted, without duplicates and never empty. */
export interface Rule {
  freq: (typeof FREQUENCIES)[number];
  interval: number;
  byMonth?: number[];
  byWeekNo?: number[];
  byYearDay?: number[];
  byMonthDay?: number[];
  byDay?: RuleDay[];
  bySetPos?: number[];
  /** First day of the week, 0 for Monday. (Default: Monday.) */
  wkst: number;
  count?: number;
  /** `YYYYMMDD`, a local date, or `YYYYMMDDTHHMMSSZ`. */
  until?: string;
}

/** Whether BYMONTHDAY names days, which then exist in every month, instead of limiting days named by other parts. */
export function clampsMonthEnds({ freq, byDay, byYearDay, byWeekNo }: Rule): boolean {
  return (freq === "MONTHLY" || freq === "YEARLY") && !byDay && !byYearDay && !byWeekNo;
}

/** A rule that is refused, with a message for the user. */
export class InvalidRecurrence extends Error {
  readonly code = "invalid-recurrence";
}

/** Throws InvalidRecurrence. */
export function refuse(message: string): never {
  throw new InvalidRecurrence(message);
}

/** The canonical text of a rule, without parts that equal the default. */
export function formatRule(rule: Rule): string {
  const parts = {
    FREQ: rule.freq,
    INTERVAL: rule.interval === 1 ? undefined : rule.interval,
    BYMONTH: rule.byMonth,
    BYWEEKNO: rule.byWeekNo,
    BYYEARDAY: rule.byYearDay,
    BYMONTHDAY: rule.byMonthDay,
    BYDAY: rule.byDay?.map(({ weekday, nth }) => `${nth ?? ""}${WEEKDAYS[weekday]}`),
    BYSETPOS: rule.bySetPos,
    WKST: rule.wkst === 0 ? undefined : WEEKDAYS[rule.wkst],
    COUNT: rule.count,
    UNTIL: rule.until,
  };
  return Object.entries(parts)
    .flatMap(([name, value]) => (value === undefined ? [] : `${name}=${value}`))
    .join(";");
}
