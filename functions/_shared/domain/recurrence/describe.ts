import { dateOf, monthLength, numberOf } from "./calendar.ts";

import { lastDay } from "./occurrences.ts";
import { parseRule } from "./parse.ts";
import { clampsMonthEnds, type Rule, type RuleDay } from "./rule.ts";
import { WORDS, type Words } from "./words.ts";

const MONDAY = numberOf(2001, 1, 1);
const LONG_DATE = { day: "numeric", month: "long", year: "numeric" } as const;

/**
 * A rule in words: "every month on the last day", "every 2 weeks on Monday and Friday until 3 March 2027". An UNTIL
 * that is an instant is shown as its date in `zone`. Throws InvalidRecurrence.
 */
export function describe(rrule: string, locale: keyof typeof WORDS = "en", zone = "UTC"): string {
  const rule = parseRule(rrule);
  const words = WORDS[locale];
  const sentence = [words.every(rule.freq, rule.interval), ...phrases(rule, words)];
  if (rule.until) sentence.push(words.until(format(lastDay(rule, zone), words, LONG_DATE)));
  if (rule.count) sentence.push(`, ${words.times(rule.count)}`);
  return sentence.join(" ").replaceAll(" ,", ",");
}

function phrases(rule: Rule, words: Words): string[] {
  if (isDates(rule)) return [words.onDates(dates(rule, words)), ...clamped(rule, words)];
  const { freq, byDay, byMonth, byYearDay, byMonthDay, bySetPos } = rule;
  const inMonths = byMonth ? [words.inMonths(and(words, byMonth.map(monthName(words))))] : [];
  const chosen = bySetPos && and(words, bySetPos.map(words.nth));
  const only = chosen ? [`, ${words.onlyThe(chosen)}`] : [];
  if (freq === "DAILY") return [...inMonths, ...conditions(rule, words), ...only];
  if (chosen && byDay?.every(({ nth }) => !nth) && !byMonthDay && !byYearDay)
    return [words.onThe(`${chosen} ${eitherDay(byDay, words)}`), ...inWeeks(rule, words), ...inMonths];
  const found = byDay ? weekdays(rule, words) : [];
  if (byMonthDay && !byDay)
    found.push(words.onThe(and(words, byMonthDay.map(words.monthDay))), ...clamped(rule, words));
  if (byYearDay) found.push(words.onThe(and(words, byYearDay.map(words.yearDay))));
  return [...found, ...inWeeks(rule, words), ...inMonths, ...only];
}

function inWeeks({ byWeekNo }: Rule, words: Words): string[] {
  return byWeekNo ? [words.inWeeks(and(words, byWeekNo.map(words.week)))] : [];
}

// "on 1 January and 1 July" reads better than "on the 1st in January and July", as long as the list is short.
function isDates({ byMonth, byMonthDay, byDay, byYearDay, byWeekNo, bySetPos, freq }: Rule): boolean {
  if (!byMonth || !byMonthDay || freq !== "YEARLY") return false;
  if (byDay || byYearDay || byWeekNo || bySetPos) return false;
  return byMonth.length * byMonthDay.length <= 6 && byMonthDay.every((date) => date > 0);
}

function dates({ byMonth = [], byMonthDay = [] }: Rule, words: Words): string {
  const names = byMonth.map(monthName(words));
  return and(
    words,
    names.flatMap((name) => byMonthDay.map((date) => words.date(date, name))),
  );
}

function clamped(rule: Rule, words: Words): string[] {
  const shortest = Math.min(...(rule.byMonth ?? [2]).map((month) => monthLength(2001, month)));
  const beyond = rule.byMonthDay?.some((date) => date > shortest);
  return beyond && clampsMonthEnds(rule) ? [`, ${words.shorterMonths}`] : [];
}

function conditions({ byDay, byMonthDay }: Rule, words: Words): string[] {
  const found: string[] = [];
  if (byDay) found.push(or(words, byDay.map(dayName(words))));
  if (byMonthDay)
    found.push(
      or(
        words,
        byMonthDay.map((date) => words.definite(words.monthDay(date))),
      ),
    );
  return found.map((days) => `, ${words.ifItIs(days)}`);
}

function weekdays({ freq, byDay = [], byMonthDay }: Rule, words: Words): string[] {
  const name = dayName(words);
  const names = byDay.filter(({ nth }) => !nth).map(name);
  if (freq === "WEEKLY") return [isWorkweek(byDay) ? words.workweek : words.on(and(words, names))];
  const numbered = byDay.flatMap((day) => (day.nth ? `${words.nth(day.nth)} ${name(day)}` : []));
  const found: string[] = [];
  if (names.length) found.push(words.onEach(and(words, names)));
  if (numbered.length) found.push(words.onThe(and(words, numbered)));
  const days = [and(words, found)];
  if (byMonthDay) days.push(words.thatFallsOn(or(words, byMonthDay.map(words.monthDay))));
  return days;
}

function eitherDay(byDay: RuleDay[], words: Words): string {
  if (byDay.length === 7) return words.day;
  return isWorkweek(byDay) ? words.workday : or(words, byDay.map(dayName(words)));
}

function isWorkweek(byDay: RuleDay[]): boolean {
  return byDay.length === 5 && byDay.every(({ weekday, nth }) => weekday < 5 && !nth);
}

function and({ locale }: Words, items: string[]): string {
  return new Intl.ListFormat(locale, { type: "conjunction" }).format(items);
}

function or({ locale }: Words, items: string[]): string {
  return new Intl.ListFormat(locale, { type: "disjunction" }).format(items);
}

function dayName(words: Words): (day: RuleDay) => string {
  return ({ weekday }) => format(MONDAY + weekday, words, { weekday: "long" });
}

function monthName(words: Words): (month: number) => string {
  return (month) => format(numberOf(2001, month), words, { month: "long" });
}

function format(day: number, { locale }: Words, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" }).format(new Date(dateOf(day)));
}
