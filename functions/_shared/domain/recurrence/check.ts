import { dayNumber, numberOf } from "./calendar.ts";
import { instancesOf } from "./expand.ts";
import { parseRule } from "./parse.ts";
import { formatRule, type Rule, refuse } from "./rule.ts";

/** Most items in one BYxxx list: the days of a month. Stored rules may have longer lists. */
const LONGEST_LIST = 31;

/**
 * The canonical text of a rule, such as `FREQ=MONTHLY;BYMONTHDAY=-1`; a `RRULE:` prefix is allowed. Given the date of
 * the series' first occurrence, a rule without any later occurrence is refused too.
 * Throws InvalidRecurrence.
 */
export function checkRule(rrule: string, firstDate?: string): string {
  const rule = parseRule(rrule);
  for (const [wrong, message] of contradictions(rule)) if (wrong) refuse(message);
  // A rule that can never occur is found from any first day, provided that no interval skips its days.
  if (never({ ...rule, interval: 1 }, numberOf(2000, 1, 1))) refuse("This rule never occurs.");
  if (firstDate && never(rule, dayNumber(firstDate))) refuse(`This rule never occurs after ${firstDate}.`);
  return formatRule(rule);
}

function never(rule: Rule, first: number): boolean {
  return instancesOf(rule, first, first + 1).next().done === true;
}

function contradictions(rule: Rule): [unknown, string][] {
  const { freq, byDay, byMonth, byWeekNo, byYearDay, byMonthDay, bySetPos } = rule;
  const numbered = byDay?.flatMap(({ nth }) => nth ?? []) ?? [];
  const inYear = freq === "YEARLY" && !byMonth;
  const lists = [byDay, byMonth, byWeekNo, byYearDay, byMonthDay, bySetPos];
  return [
    [
      lists.some((list) => list && list.length > LONGEST_LIST),
      `A BY part has no more than ${LONGEST_LIST} items.`,
    ],
    [rule.count && rule.until, "A rule ends by COUNT or by UNTIL, not by both."],
    [byWeekNo && freq !== "YEARLY", "BYWEEKNO is for FREQ=YEARLY only."],
    [byYearDay && freq !== "YEARLY", "BYYEARDAY is for FREQ=YEARLY only."],
    [byMonthDay && freq === "WEEKLY", "BYMONTHDAY is not for FREQ=WEEKLY."],
    [
      numbered.length && (byWeekNo || freq === "DAILY" || freq === "WEEKLY"),
      "A weekday with a number, such as 1MO, is for months and years.",
    ],
    [!inYear && numbered.some((nth) => Math.abs(nth) > 5), "A month has no more than five of a weekday."],
    [
      bySetPos && !(byDay || byMonth || byWeekNo || byYearDay || byMonthDay),
      "BYSETPOS needs another BY part to choose from.",
    ],
  ];
}
