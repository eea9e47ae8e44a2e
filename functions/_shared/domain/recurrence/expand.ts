import { firstWeek, numberOf, partsOf, weekdayOf, weekStart } from "./calendar.ts";
import { matcher } from "./match.ts";
import type { Rule } from "./rule.ts";

/*
 * Why no library does this: rrule 2.8 takes 20 ms for a daily rule begun ten years ago and ten seconds for one that
 * never occurs, finds nothing for BYDAY=MO,1TU, gives a BYWEEKNO seven days, and cannot clamp month ends.
 * rrule-temporal 2.2 clamps only a day given by DTSTART (RFC 7529, SKIP=BACKWARD), and numbering ten years of a rule
 * takes it up to 18 ms. It checks this code in tests/property/recurrence-libraries.test.ts.
 */

/** The longest gap in a calendar is 40 years (29 February on one weekday, across 2100): after 48 a rule has ended. */
const EMPTY_PERIODS = { DAILY: 48 * 366, WEEKLY: 48 * 53, MONTHLY: 48 * 12, YEARLY: 48 };
/** Numbering walks from the first day on; the last on which a task can be due bounds that, and ends every series. */
const LAST_DAY = numberOf(2200, 12, 31);

/** A day of a rule and its number among all of them, from 1. */
export interface Instance {
  number: number;
  day: number;
}

/**
 * The days of a rule from `notBefore` on, in order (COUNT and UNTIL are the caller's). `first` is DTSTART: always
 * instance 1, the start of the period from which intervals count, and the source of the parts a rule leaves out.
 *
 * Unlike the RFC, a BYMONTHDAY that a month does not have is that month's last (or first) day, so a monthly rule
 * skips no month; this is SKIP=BACKWARD of RFC 7529. Together with BYDAY it only limits, as in Friday the 13th.
 */
export function* instancesOf(rule: Rule, first: number, notBefore = first): Generator<Instance> {
  if (first >= notBefore) yield { number: 1, day: first };
  const whole = withImplied(rule, first);
  const matches = matcher(whole);
  const period = periods(whole, first);
  let number = 1;
  let empty = 0;
  for (let index = 0; empty < EMPTY_PERIODS[rule.freq]; index++) {
    const [start, end] = period(index * rule.interval);
    if (start > LAST_DAY) return;
    const days = selected(spansOf(whole, start, end), matches, rule.bySetPos);
    let found = false;
    for (const day of days) {
      if (day <= first || day > LAST_DAY) continue;
      found = true;
      number += 1;
      if (day >= notBefore) yield { number, day };
    }
    empty = found ? 0 : empty + 1;
  }
}

/** The rule with what its BYxxx parts do not say taken from its first day, DTSTART, as RFC 5545 has it. */
export function withImplied(rule: Rule, from: number): Rule {
  if (rule.byDay || rule.byMonthDay || rule.byYearDay) return rule;
  const { month, date } = partsOf(from);
  if (rule.freq === "WEEKLY" || rule.byWeekNo) return { ...rule, byDay: [{ weekday: weekdayOf(from) }] };
  if (rule.freq === "MONTHLY") return { ...rule, byMonthDay: [date] };
  if (rule.freq === "YEARLY") return { ...rule, byMonth: rule.byMonth ?? [month], byMonthDay: [date] };
  return rule;
}

// The half-open range of days of the period that lies some steps after the one of `from`.
function periods({ freq, byWeekNo, wkst }: Rule, from: number): (steps: number) => [number, number] {
  const { year, month } = partsOf(from);
  if (freq === "DAILY") return (steps) => [from + steps, from + steps + 1];
  if (freq === "WEEKLY") {
    const start = weekStart(from, wkst);
    return (steps) => [start + 7 * steps, start + 7 * steps + 7];
  }
  if (freq === "MONTHLY")
    return (steps) => [numberOf(year, month + steps), numberOf(year, month + steps + 1)];
  // Numbered weeks make years of whole weeks, which begin and end a few days off the calendar's.
  const start = (index: number) => (byWeekNo ? firstWeek(index, wkst) : numberOf(index, 1));
  return (steps) => [start(year + steps), start(year + steps + 1)];
}

// Of a year, the months that a rule names; looking at the others' days would find nothing, and is most of the work.
function spansOf({ freq, byMonth, byWeekNo }: Rule, start: number, end: number): [number, number][] {
  if (freq !== "YEARLY" || !byMonth || byWeekNo) return [[start, end]];
  const { year } = partsOf(start);
  return byMonth.map((month) => [numberOf(year, month), numberOf(year, month + 1)]);
}

function selected(
  spans: [number, number][],
  matches: (day: number) => boolean,
  positions?: number[],
): number[] {
  const set: number[] = [];
  for (const [start, end] of spans) for (let day = start; day < end; day++) if (matches(day)) set.push(day);
  if (!positions) return set;
  const chosen = new Set(positions.flatMap((n) => set.at(n > 0 ? n - 1 : n) ?? []));
  return set.filter((day) => chosen.has(day));
}
