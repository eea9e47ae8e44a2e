import { firstWeek, numberOf, partsOf, weekdayOf, weekStart } from "./calendar.ts";
import { matcher } from "./match.ts";
import type { Rule } from "./rule.ts";

/*
 * Why not a library: measured on rules people can send, rrule 2.8 needs 20 ms for a daily rule begun ten years
 * ago and ten seconds for one that never occurs, finds nothing for BYDAY=MO,1TU, and has no clamped month ends;
 * rrule-temporal 2.2 can do them (RFC 7529, SKIP=BACKWARD), but numbering its instances takes 4 to 18 ms.
 * Both check this code in tests/property.
 */

/** The longest gap in a calendar is 40 years (29 February on one weekday, across 2100): after 48 a rule has ended. */
const EMPTY_PERIODS = { DAILY: 48 * 366, WEEKLY: 48 * 53, MONTHLY: 48 * 12, YEARLY: 48 };
const LAST_DAY = numberOf(9999, 12, 31);

/**
 * The days strictly after `from` that a rule names, in order, as day numbers (COUNT and UNTIL are the caller's).
 * `from` is DTSTART: intervals are counted from its period, and it gives the parts that the rule leaves out.
 *
 * Unlike the RFC, a BYMONTHDAY that a month does not have is that month's last (or first) day, so a monthly rule
 * skips no month; this is SKIP=BACKWARD of RFC 7529. Together with BYDAY it only limits, as in Friday the 13th.
 */
export function* daysAfter(rule: Rule, from: number): Generator<number> {
  const whole = withImplied(rule, from);
  const matches = matcher(whole);
  let empty = 0;
  for (let index = 0; empty < EMPTY_PERIODS[rule.freq]; index++) {
    const [start, end] = period(whole, from, index * rule.interval);
    if (start > LAST_DAY) return;
    let found = false;
    for (const day of selected(start, end, matches, rule.bySetPos)) {
      if (day <= from || day > LAST_DAY) continue;
      found = true;
      yield day;
    }
    empty = found ? 0 : empty + 1;
  }
}

// RFC 5545: what BYxxx parts do not say is taken from DTSTART.
function withImplied(rule: Rule, from: number): Rule {
  if (rule.byDay || rule.byMonthDay || rule.byYearDay) return rule;
  const { month, date } = partsOf(from);
  if (rule.freq === "WEEKLY" || rule.byWeekNo) return { ...rule, byDay: [{ weekday: weekdayOf(from) }] };
  if (rule.freq === "MONTHLY") return { ...rule, byMonthDay: [date] };
  if (rule.freq === "YEARLY") return { ...rule, byMonth: rule.byMonth ?? [month], byMonthDay: [date] };
  return rule;
}

// The half-open range of days of the period `steps` after that of `from`.
function period(rule: Rule, from: number, steps: number): [number, number] {
  const { year, month } = partsOf(from);
  switch (rule.freq) {
    case "DAILY":
      return [from + steps, from + steps + 1];
    case "WEEKLY": {
      const start = weekStart(from, rule.wkst) + 7 * steps;
      return [start, start + 7];
    }
    case "MONTHLY":
      return [numberOf(year, month + steps), numberOf(year, month + steps + 1)];
    case "YEARLY":
      return rule.byWeekNo
        ? weekYear(from, rule.wkst, steps)
        : [numberOf(year + steps, 1), numberOf(year + steps + 1, 1)];
  }
}

// Numbered weeks make years of whole weeks, which begin and end a few days off the calendar's.
function weekYear(from: number, wkst: number, steps: number): [number, number] {
  const { year } = partsOf(weekStart(from, wkst) + 3);
  return [firstWeek(year + steps, wkst), firstWeek(year + steps + 1, wkst)];
}

function selected(
  start: number,
  end: number,
  matches: (day: number) => boolean,
  positions?: number[],
): number[] {
  const set: number[] = [];
  for (let day = start; day < end; day++) if (matches(day)) set.push(day);
  if (!positions) return set;
  return set.filter((_, index) => positions.includes(index + 1) || positions.includes(index - set.length));
}
