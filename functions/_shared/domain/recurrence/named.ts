import { dayOf, firstWeek, numberOf, timeOf, weekdayOf } from "./calendar.ts";
import { type Options, RRule, Weekday } from "./library.ts";
import { clampsMonthEnds, formatRule, type Rule } from "./rule.ts";

/** The days of a year that a rule names, as offsets from its first day, in order. */
type Offsets = readonly number[];
type LibraryRule = Partial<Options>;

/*
 * There are 28 kinds of years, by the weekday of their first day and the lengths of three years. rrule evaluates at
 * most one year of each kind. These are the last 28 years before the end of its calendar, because rrule searches for a
 * day after UNTIL up to the year 9999.
 */
const LIKE = new Map(Array.from({ length: 28 }, (_, index) => [kindOf(9971 + index), 9971 + index]));

/** Results by the parts that name days; most rules of people share a few dozen combinations. */
const known = new Map<string, Map<number, Offsets>>();
const MOST_KNOWN = 100;

const EVERY_MONTH = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
const EVERY_WEEKDAY = [0, 1, 2, 3, 4, 5, 6];

/**
 * The days of a year that the BYxxx parts of a rule name, ignoring its INTERVAL, BYSETPOS, COUNT and UNTIL. Missing
 * parts are not completed: see `withImplied`.
 */
export function namedDays(rule: Rule): (year: number) => number[] {
  const answers = answersOf(rule);
  return (year) => {
    const like = LIKE.get(kindOf(year)) as number;
    const offsets = answers.get(like) ?? offsetsIn(like, rule);
    answers.set(like, offsets);
    const start = yearStart(year, rule);
    return offsets.map((offset) => start + offset);
  };
}

function answersOf(rule: Rule): Map<number, Offsets> {
  const key = formatRule({ ...rule, interval: 1, bySetPos: undefined, count: undefined, until: undefined });
  if (!known.has(key) && known.size >= MOST_KNOWN) known.clear();
  const answers = known.get(key) ?? new Map();
  known.set(key, answers);
  return answers;
}

/** First day of a year; with BYWEEKNO a year consists of whole weeks. */
export function yearStart(year: number, { byWeekNo, wkst }: Rule): number {
  return byWeekNo ? firstWeek(year, wkst) : numberOf(year, 1);
}

/** The days that rrule finds in exactly this year. */
export function offsetsIn(year: number, rule: Rule): Offsets {
  const start = yearStart(year, rule);
  const bounds = { dtstart: timeOf(start), until: timeOf(yearStart(year + 1, rule) - 1), wkst: rule.wkst };
  const found = libraryRules(rule, year).flatMap((given) => new RRule({ ...given, ...bounds }, true).all());
  return [...new Set(found.map((date) => dayOf(date) - start))].sort((a, b) => a - b);
}

/** The rules for rrule that together name the days of the rule, for a year or, with BYSETPOS, for each month. */
function libraryRules(rule: Rule, year: number): LibraryRule[] {
  const { byMonth = null, byMonthDay = null, byYearDay = null } = rule;
  const byweekno = rule.byWeekNo ? weeksOf(year, rule.byWeekNo, rule.wkst) : null;
  if (byweekno?.length === 0) return [];
  const limits = { freq: RRule.YEARLY, bymonth: byMonth, byyearday: byYearDay, byweekno };
  if (byMonthDay && clampsMonthEnds(rule)) return monthDayRules(byMonthDay, limits);
  return weekdayRules(rule, { ...limits, bymonthday: byMonthDay });
}

// A day beyond the 28th is written as the last existing day between the 28th and itself.
function monthDayRules(byMonthDay: number[], limits: LibraryRule): LibraryRule[] {
  const everywhere = byMonthDay.filter((n) => Math.abs(n) <= 28);
  const beyond = byMonthDay.filter((n) => Math.abs(n) > 28);
  const clamped = beyond.map((n) => {
    const sign = Math.sign(n);
    const bymonthday = [28, 29, 30, 31].filter((date) => date <= Math.abs(n)).map((date) => date * sign);
    return { ...limits, freq: RRule.MONTHLY, bymonthday, bysetpos: [-sign] };
  });
  return everywhere.length ? [{ ...limits, bymonthday: everywhere }, ...clamped] : clamped;
}

// Separate rules, because rrule intersects plain and numbered weekdays.
function weekdayRules(
  { freq, byMonth, byMonthDay, byYearDay, byDay }: Rule,
  limits: LibraryRule,
): LibraryRule[] {
  if (!byDay) return [byMonthDay || byYearDay ? limits : { ...limits, byweekday: EVERY_WEEKDAY }];
  const plain = byDay.filter(({ nth }) => !nth).map(({ weekday }) => weekday);
  const numbered = byDay.flatMap(({ weekday, nth }) => (nth ? new Weekday(weekday, nth) : []));
  // Weekdays are numbered within months, unless a yearly rule names no month.
  const months = byMonth ?? (freq === "YEARLY" ? null : EVERY_MONTH);
  return [
    ...(plain.length ? [{ ...limits, byweekday: plain }] : []),
    ...(numbered.length ? [{ ...limits, byweekday: numbered, bymonth: months }] : []),
  ];
}

// Existing weeks are numbered from the start, and the last week as the last: with any other number rrule is wrong about
// the days of a first or last week that lie in another year.
function weeksOf(year: number, byWeekNo: number[], wkst: number): number[] {
  const last = (firstWeek(year + 1, wkst) - firstWeek(year, wkst)) / 7;
  const weeks = byWeekNo.map((n) => (n > 0 ? n : n + last + 1)).filter((n) => n > 0 && n <= last);
  return weeks.map((n) => (n === last ? -1 : n));
}

function kindOf(year: number): string {
  const starts = [-1, 0, 1, 2].map((step) => numberOf(year + step, 1));
  const lengths = starts.slice(1).map((start, index) => start - (starts[index] as number));
  return [weekdayOf(starts[1] as number), ...lengths].join();
}
