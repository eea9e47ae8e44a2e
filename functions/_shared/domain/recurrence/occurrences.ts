import { type Due, localDate, toInstant } from "../time.ts";
import { dateOf, dayNumber, numberOf, partsOf, weekStart } from "./calendar.ts";
import { type Instance, instancesOf } from "./expand.ts";
import { parseRule } from "./parse.ts";
import type { Rule } from "./rule.ts";

/** How a series repeats, with the wall-clock time of its anchor. */
export interface Recurrence {
  /** A rule that `checkRule` accepts. */
  rrule: string;
  /** By the calendar, or counted from each completion. */
  mode: "schedule" | "completion";
  /** Local dates, `YYYY-MM-DD`, on which nothing is due. */
  exdates: readonly string[];
  /** DTSTART on the local wall clock: the first due of the series. It is instance 1 whether the rule names it or not. */
  anchor: { date: string; time?: string | undefined };
}

/** One instance of a series: `number` counts the rule's instances from 1, `due` has the series' time of day. */
export interface Occurrence {
  number: number;
  due: { date: string; time?: string };
  at: Date;
}

/** The occurrence being closed. Its own due date is ignored: rescheduling one occurrence moves no other. */
export interface Current {
  number: number;
  due?: Due;
}

/**
 * Days to search further, since an instance may be due after its date: a zone can skip a whole day, as Apia did in
 * 2011.
 */
const SLACK = 2;

/**
 * The occurrences of a series after an instant, or from its first, at most `limit`. All-day occurrences start on the
 * local date after the instant. In completion mode each is assumed to be completed on its due date. `zone` is that of
 * the series, else the user's. Throws InvalidRecurrence.
 */
export function occurrences(
  r: Recurrence,
  zone: string,
  { after, limit }: { after?: Date; limit: number },
): Occurrence[] {
  const found: Occurrence[] = [];
  if (limit < 1) return found;
  for (const occurrence of occurrencesAfter(r, zone, after)) {
    found.push(occurrence);
    if (found.length === limit) break;
  }
  return found;
}

/**
 * The occurrence that follows one closed at an instant, or null when the rule has ended.
 *
 * On the schedule it is the first instance with a higher number that lies after the closing: never one in the past, and
 * never the closed one; an all-day one is due on a later date than that of closing. From completion the rule restarts
 * on the date of completion: COUNT counts completions, and exception dates are skipped without using up a number.
 */
export function nextOccurrence(
  r: Recurrence,
  zone: string,
  current: Current,
  closedAt: Date,
): Occurrence | null {
  if (r.mode === "completion") return afterCompletion(r, zone, current, closedAt);
  for (const next of occurrencesAfter(r, zone, closedAt, current.number)) return next;
  return null;
}

function* occurrencesAfter(r: Recurrence, zone: string, after?: Date, number = 0): Generator<Occurrence> {
  const today = after ? dayNumber(localDate(after, zone)) : -Infinity;
  const until = lastInstant(parseRule(r.rrule));
  for (const instance of instances(r, zone, today - SLACK)) {
    if (instance.number <= number) continue;
    const occurrence = occurrenceOf(r, zone, instance);
    if (instance.number > 1 && isBeyond(occurrence, until)) return;
    if (!after || isAfter(instance, occurrence, after, today)) yield occurrence;
  }
}

function isAfter({ day }: Instance, { due, at }: Occurrence, instant: Date, today: number): boolean {
  return due.time === undefined ? day > today : at > instant;
}

/** The instances from a day on that COUNT and UNTIL allow; an exception date uses up its number. */
function* instances(r: Recurrence, zone: string, notBefore: number): Generator<Instance> {
  const rule = parseRule(r.rrule);
  const excluded = new Set(r.exdates.map(dayNumber));
  const last = lastDay(rule, zone);
  const first = dayNumber(r.anchor.date);
  const all = r.mode === "schedule" ? instancesOf(rule, first, notBefore) : chained(rule, first, excluded);
  for (const { number, day } of all) {
    // The first due date counts even if UNTIL is before it.
    if (number > (rule.count ?? Infinity) || (number > 1 && day > last)) return;
    if (day >= notBefore && !excluded.has(day)) yield { number, day };
  }
}

function* chained(rule: Rule, first: number, excluded: Set<number>): Generator<Instance> {
  let number = 1;
  for (let day: number | null = first; day !== null; day = nextDay(rule, day, excluded))
    yield { number: number++, day };
}

function afterCompletion(r: Recurrence, zone: string, closed: Current, closedAt: Date): Occurrence | null {
  const rule = parseRule(r.rrule);
  const number = closed.number + 1;
  if (number > (rule.count ?? Infinity)) return null;
  const completed = dayNumber(localDate(closedAt, zone));
  // Done early, the closed occurrence does not come again.
  const later = namesDays(rule) && closed.due ? Math.max(completed, dayNumber(closed.due.date)) : completed;
  const day = nextDay(rule, completed, new Set(r.exdates.map(dayNumber)), later);
  if (day === null || day > lastDay(rule, zone)) return null;
  const next = occurrenceOf(r, zone, { number, day });
  return isBeyond(next, lastInstant(rule)) ? null : next;
}

/** Whether a rule names days of its own, rather than the day of its beginning. */
const namesDays = ({ byDay, byMonth, byMonthDay, byYearDay, byWeekNo }: Rule): boolean =>
  Boolean(byDay ?? byMonth ?? byMonthDay ?? byYearDay ?? byWeekNo);

/**
 * The first day after another that a rule names, counted from a day of completion. The period of the completion is
 * done: with an interval above one, its remaining days do not come.
 */
function nextDay(rule: Rule, from: number, excluded: Set<number>, later = from): number | null {
  const done = (rule.interval ?? 1) > 1 && namesDays(rule) ? periodEnd(rule, from) : from;
  for (const { day } of instancesOf(rule, from, Math.max(done, later) + 1))
    if (!excluded.has(day)) return day;
  return null;
}

/** The last day of the period of a rule's frequency that holds a day. */
function periodEnd({ freq, wkst }: Rule, day: number): number {
  const { year, month } = partsOf(day);
  switch (freq) {
    case "WEEKLY":
      return weekStart(day, wkst ?? 0) + 6;
    case "MONTHLY":
      return numberOf(year, month + 1) - 1;
    case "YEARLY":
      return numberOf(year + 1, 1) - 1;
    default:
      return day;
  }
}

function occurrenceOf(r: Recurrence, zone: string, { number, day }: Instance): Occurrence {
  const due = { date: dateOf(day), ...(r.anchor.time !== undefined && { time: r.anchor.time }) };
  return { number, due, at: toInstant(due, zone) };
}

/** The last day a rule may name: a date as UNTIL includes its whole local day, an instant the days begun by then. */
export function lastDay(rule: Rule, zone: string): number {
  const until = lastInstant(rule);
  if (until) return dayNumber(localDate(until, zone));
  const [, year, month, date] = /^(\d{4})(\d\d)(\d\d)$/.exec(rule.until ?? "") ?? [];
  return year ? dayNumber(`${year}-${month}-${date}`) : Infinity;
}

/** The instant that UNTIL is; undefined for a date. */
export function lastInstant({ until = "" }: Rule): Date | undefined {
  const [, date, month, day, hours, minutes, seconds] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(until) ?? [];
  return date ? new Date(`${date}-${month}-${day}T${hours}:${minutes}:${seconds}Z`) : undefined;
}

const isBeyond = ({ due, at }: Occurrence, until: Date | undefined): boolean =>
  Boolean(until && due.time !== undefined && at > until);
