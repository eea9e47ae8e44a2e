import { dateOf, dayNumber, monthLength } from "../../domain/recurrence/calendar.ts";
import { withImplied } from "../../domain/recurrence/expand.ts";
import { lastDay, lastInstant } from "../../domain/recurrence/occurrences.ts";
import { parseRule } from "../../domain/recurrence/parse.ts";
import { clampsMonthEnds, formatRule, type Rule } from "../../domain/recurrence/rule.ts";
import type { Task } from "../../domain/task/task.ts";
import { localDateTime, toInstant } from "../../domain/time.ts";

/** The fields of a repeating task that its rule depends on. */
export interface Repeating {
  due: NonNullable<Task["due"]>;
  recurrence: Pick<NonNullable<Task["recurrence"]>, "rrule" | "anchor">;
  occurrence: number;
}

/**
 * The RRULE that, counted from the task's due date, gives the same future days as its series does from its start, in a
 * form that calendars by RFC 5545 understand.
 */
export function exportedRule({ due, recurrence, occurrence }: Repeating, userZone: string): string {
  const { rrule, anchor } = recurrence;
  const parsed = parseRule(rrule);
  const explicit = anchor.date === due.date ? parsed : withImplied(parsed, dayNumber(anchor.date));
  const rule = monthEnds(explicit, Number(anchor.date.slice(8)), Number(anchor.date.slice(5, 7)));
  if (rule.count) rule.count = Math.max(1, rule.count - occurrence + 1);
  if (rule.until)
    rule.until =
      instantUntil(parsed, due, userZone) ?? untilOf(lastDay(parsed, anchor.time_zone ?? userZone), due);
  return formatRule(rule);
}

// "The 31st, or the last day of a shorter month" is "the last day" to everyone. What is left, the 29th and 30th of
// every month, has no portable form: other calendars skip February.
function monthEnds(rule: Rule, day: number, month: number): Rule {
  const { freq, byMonthDay = [day] } = rule;
  const byMonth = rule.byMonth ?? (freq === "YEARLY" && !rule.byMonthDay ? [month] : undefined);
  const [last, ...others] = byMonthDay;
  const longest = Math.max(...(byMonth ?? [1]).map((each) => monthLength(2000, each)));
  if (!clampsMonthEnds(rule) || others.length > 0 || !last || last < longest) return { ...rule };
  return { ...rule, ...(byMonth && { byMonth }), byMonthDay: [-1] };
}

// UNTIL is converted to the local time of a due time without a zone; a series of whole days ends with a day.
function instantUntil(rule: Rule, due: Repeating["due"], userZone: string): string | undefined {
  const at = lastInstant(rule);
  if (!at || !due.time) return undefined;
  if (due.time_zone) return rule.until;
  const { date, time } = localDateTime(at, userZone);
  return `${date}T${time}:59`.replace(/[-:]/g, "");
}

// UNTIL has the kind of value that the due date has, and includes its whole day.
function untilOf(last: number, due: Repeating["due"]): string {
  const date = dateOf(last);
  const day = date.replaceAll("-", "");
  if (!due.time) return day;
  if (!due.time_zone) return `${day}T235959`;
  const end = toInstant({ date, time: "23:59" }, due.time_zone).toISOString();
  return `${end.slice(0, 16).replace(/[-:]/g, "")}00Z`;
}
