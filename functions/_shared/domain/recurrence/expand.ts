import { numberOf, partsOf, weekdayOf, weekStart } from "./calendar.ts";
import { namedDays, yearStart } from "./named.ts";
import type { Rule } from "./rule.ts";

/** The last day on which a task can be due ends every series. */
const LAST_DAY = numberOf(2200, 12, 31);

/** A day of a rule with its instance number, from 1. */
export interface Instance {
  number: number;
  day: number;
}

/**
 * The days of a rule from `notBefore` on, in order (the caller applies COUNT and UNTIL). `first` is DTSTART: it is
 * always instance 1, intervals count from its period, and it supplies the parts that a rule leaves out.
 *
 * Unlike in the RFC, a BYMONTHDAY that a month does not have is that month's last (or first) day, so a monthly rule
 * skips no month; this is SKIP=BACKWARD of RFC 7529. Together with BYDAY it only limits, as in Friday the 13th.
 */
export function* instancesOf(rule: Rule, first: number, notBefore = first): Generator<Instance> {
  if (first >= notBefore) yield { number: 1, day: first };
  let number = 1;
  for (const days of periods(withImplied(rule, first), first)) {
    for (const day of rule.bySetPos ? atPositions(days, rule.bySetPos) : days) {
      if (day <= first) continue;
      if (day > LAST_DAY) return;
      number += 1;
      if (day >= notBefore) yield { number, day };
    }
  }
}

/** The rule completed by what RFC 5545 implies from its first day, DTSTART, for the BYxxx parts that are missing. */
export function withImplied(rule: Rule, from: number): Rule {
  if (rule.byDay || rule.byMonthDay || rule.byYearDay) return rule;
  const { month, date } = partsOf(from);
  if (rule.freq === "WEEKLY" || rule.byWeekNo) return { ...rule, byDay: [{ weekday: weekdayOf(from) }] };
  if (rule.freq === "MONTHLY") return { ...rule, byMonthDay: [date] };
  if (rule.freq === "YEARLY") return { ...rule, byMonth: rule.byMonth ?? [month], byMonthDay: [date] };
  return rule;
}

/** The days that a rule names in each of its periods, starting at the period of the first day or earlier. */
function* periods(rule: Rule, first: number): Generator<number[]> {
  const periodOf = periodCounter(rule, first);
  // When every day of every period counts, periods need not be distinguished.
  const undivided = rule.interval === 1 && !rule.bySetPos;
  let current = 0;
  const days: number[] = [];
  for (const [year, named] of years(rule, first)) {
    if (undivided) yield named;
    for (const day of undivided ? [] : named) {
      const period = periodOf(day, year);
      if (period < 0 || period % rule.interval !== 0) continue;
      if (period !== current) yield days.splice(0);
      current = period;
      days.push(day);
    }
  }
  yield days;
}

function* years(rule: Rule, first: number): Generator<[year: number, named: number[]]> {
  const named = namedDays(rule);
  // The first and the last week can reach into another year.
  for (let year = partsOf(first - 6).year; yearStart(year, rule) <= LAST_DAY + 6; year++)
    yield [year, named(year)];
}

/** Numbers the periods: the period of the first day is 0. `year` is the year that names the day. */
function periodCounter({ freq, wkst }: Rule, first: number): (day: number, year: number) => number {
  const { year: firstYear, month: firstMonth } = partsOf(first);
  const firstWeekday = weekStart(first, wkst);
  switch (freq) {
    case "DAILY":
      return (day) => day - first;
    case "WEEKLY":
      return (day) => Math.floor((day - firstWeekday) / 7);
    case "MONTHLY":
      return (day, year) => (year - firstYear) * 12 + partsOf(day).month - firstMonth;
    case "YEARLY":
      return (_, year) => year - firstYear;
  }
}

function atPositions(days: number[], positions: number[]): number[] {
  const chosen = new Set(positions.flatMap((n) => days.at(n > 0 ? n - 1 : n) ?? []));
  return days.filter((day) => chosen.has(day));
}
