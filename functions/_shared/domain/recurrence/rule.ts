/** Frequencies of a rule. The time of day is the task's, so nothing repeats more often than daily. */
export const FREQUENCIES = ["DAILY", "WEEKLY", "MONTHLY", "YEARLY"] as const;
export const WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"] as const;

/** A weekday in a rule: 0 for Monday to 6 for Sunday, and which of its month or year (-1 is the last). */
export interface RuleDay {
  weekday: number;
  nth?: number;
}

/** A parsed RRULE (RFC 5545, 3.3.10). Lists are sorted, without repeats and never empty. */
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

/** Whether BYMONTHDAY names days, which every month then has, rather than limiting those that other parts name. */
export function clampsMonthEnds({ freq, byDay, byYearDay, byWeekNo }: Rule): boolean {
  return (freq === "MONTHLY" || freq === "YEARLY") && !byDay && !byYearDay && !byWeekNo;
}

/** A rule that is refused, with a message for people. */
export class InvalidRecurrence extends Error {
  readonly code = "invalid-recurrence";
}

/** Throws InvalidRecurrence. */
export function refuse(message: string): never {
  throw new InvalidRecurrence(message);
}

/** The rule in its one canonical spelling, without parts that only say the default. */
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
