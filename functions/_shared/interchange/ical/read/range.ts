import { dayNumber } from "../../../domain/recurrence/calendar.ts";
import { withImplied } from "../../../domain/recurrence/expand.ts";
import { occurrences } from "../../../domain/recurrence/index.ts";
import { parseRule } from "../../../domain/recurrence/parse.ts";
import { formatRule } from "../../../domain/recurrence/rule.ts";
import { LocalDate } from "../../../domain/task/task.ts";
import { type Due, toInstant } from "../../../domain/time.ts";

/** Where a series begins, and its rule from there on. */
export interface Begun {
  rrule: string;
  anchor: Due;
}

/** The first day that a task can be due on. */
const firstDate = "1900-01-01";
/** Limit of occurrences that are tried as a new start of the rule. */
const mostLooked = 200;

/** Whether a task can be due on a date. */
export const isInRange = (date: string): boolean => LocalDate.safeParse(date).success;

/**
 * A series that began before tasks can be due (a birthday in 1604, Apple's way to write an unknown year), started at
 * its first later occurrence that implies the same days; COUNT is reduced by those before. Any other series unchanged.
 */
export function inRange({ rrule, anchor }: Begun, zone: string): Begun & { moved: boolean } {
  if (anchor.date >= firstDate) return { rrule, anchor, moved: false };
  const rule = parseRule(rrule);
  const implied = (date: string) => formatRule(withImplied(rule, dayNumber(date)));
  const after = new Date(toInstant({ date: firstDate }, zone).getTime() - 43_200_000);
  const found = occurrences({ rrule, mode: "schedule", exdates: [], anchor }, zone, {
    after,
    limit: mostLooked,
  });
  const first = found.find(({ due }) => isInRange(due.date) && implied(due.date) === implied(anchor.date));
  if (!first) return { rrule, anchor, moved: false };
  if (rule.count) rule.count -= first.number - 1;
  return { rrule: formatRule(rule), anchor: { ...anchor, date: first.due.date }, moved: true };
}
