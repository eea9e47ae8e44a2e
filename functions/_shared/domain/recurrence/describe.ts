import { dateOf, monthLength, numberOf } from "./calendar.ts";
import { clampsMonthEnds } from "./match.ts";
import { lastDay } from "./occurrences.ts";
import { parseRule } from "./parse.ts";
import type { Rule } from "./rule.ts";
import { WORDS, type Words } from "./words.ts";

/**
 * A rule in words: "every month on the last day", "every 2 weeks on Monday and Friday until 3 March 2027".
 * An UNTIL that is an instant is told as its date in `zone`. Throws InvalidRecurrence.
 */
export function describe(rrule: string, locale: keyof typeof WORDS = "en", zone = "UTC"): string {
  const rule = parseRule(rrule);
  const words = WORDS[locale];
  const sentence = [words.every(rule.freq, rule.interval), ...phrases(rule, words)];
  if (rule.until)
    sentence.push(
      words.until(format(lastDay(rule, zone), words, { day: "numeric", month: "long", year: "numeric" })),
    );
  if (rule.count) sentence.push(`, ${words.times(rule.count)}`);
  return sentence.join(" ").replaceAll(" ,", ",");
}

function phrases(rule: Rule, words: Words): string[] {
  if (isDates(rule)) return [words.onDates(dates(rule, words)), ...clamped(rule, words)];
  const { freq, byDay, byMonth, byYearDay, byMonthDay, bySetPos } = rule;
  const inMonths = byMonth
    ? [
        words.inMonths(
          and(
            byMonth.map((month) => monthName(month, words)),
            words,
          ),
        ),
      ]
    : [];
  const chosen = bySetPos && and(bySetPos.map(words.nth), words);
  const only = chosen ? [`, ${words.onlyThe(chosen)}`] : [];
  if (freq === "DAILY") return [...inMonths, ...conditions(rule, words), ...only];
  if (chosen && byDay?.every(({ nth }) => !nth) && !byMonthDay && !byYearDay)
    return [words.onThe(`${chosen} ${eitherDay(rule, words)}`), ...inWeeks(rule, words), ...inMonths];
  const found = byDay ? weekdays(rule, words) : [];
  if (byMonthDay && !byDay)
    found.push(words.onThe(and(byMonthDay.map(words.monthDay), words)), ...clamped(rule, words));
  if (byYearDay) found.push(words.onThe(and(byYearDay.map(words.yearDay), words)));
  return [...found, ...inWeeks(rule, words), ...inMonths, ...only];
}

function inWeeks({ byWeekNo }: Rule, words: Words): string[] {
  return byWeekNo ? [words.inWeeks(and(byWeekNo.map(words.week), words))] : [];
}

// "on 1 January and 1 July" reads better than "on the 1st in January and July", as long as it is short.
function isDates({ byMonth, byMonthDay, byDay, byYearDay, byWeekNo, bySetPos, freq }: Rule): boolean {
  if (!byMonth || !byMonthDay || byDay || byYearDay || byWeekNo || bySetPos || freq !== "YEARLY")
    return false;
  return byMonth.length * byMonthDay.length <= 6 && byMonthDay.every((date) => date > 0);
}

function dates({ byMonth = [], byMonthDay = [] }: Rule, words: Words): string {
  return and(
    byMonth.flatMap((month) => byMonthDay.map((date) => words.date(date, monthName(month, words)))),
    words,
  );
}

function clamped(rule: Rule, words: Words): string[] {
  const shortest = Math.min(...(rule.byMonth ?? [2]).map((month) => monthLength(2001, month)));
  const beyond = rule.byMonthDay?.some((date) => date > shortest);
  return beyond && clampsMonthEnds(rule) ? [`, ${words.shorterMonths}`] : [];
}

function conditions({ byDay, byMonthDay }: Rule, words: Words): string[] {
  const found: string[] = [];
  if (byDay)
    found.push(
      or(
        byDay.map(({ weekday }) => dayName(weekday, words)),
        words,
      ),
    );
  if (byMonthDay)
    found.push(
      or(
        byMonthDay.map((date) => words.definite(words.monthDay(date))),
        words,
      ),
    );
  return found.map((days) => `, ${words.ifItIs(days)}`);
}

function weekdays({ freq, byDay = [], byMonthDay }: Rule, words: Words): string[] {
  const names = byDay.flatMap(({ weekday, nth }) => (nth ? [] : dayName(weekday, words)));
  const numbered = byDay.flatMap(({ weekday, nth }) =>
    nth ? `${words.nth(nth)} ${dayName(weekday, words)}` : [],
  );
  const found: string[] = [];
  if (freq === "WEEKLY" && isWorkweek(byDay)) return [words.fromTo(names[0] ?? "", names[4] ?? "")];
  if (names.length)
    found.push(freq === "WEEKLY" ? words.on(and(names, words)) : words.onEach(and(names, words)));
  if (numbered.length) found.push(words.onThe(and(numbered, words)));
  const phrase = and(found, words);
  return byMonthDay ? [phrase, words.thatFallsOn(or(byMonthDay.map(words.monthDay), words))] : [phrase];
}

function eitherDay({ byDay = [] }: Rule, words: Words): string {
  if (byDay.length === 7) return words.day;
  return isWorkweek(byDay)
    ? words.workday
    : or(
        byDay.map(({ weekday }) => dayName(weekday, words)),
        words,
      );
}

function isWorkweek(byDay: { weekday: number; nth?: number }[]): boolean {
  return byDay.length === 5 && byDay.every(({ weekday, nth }) => weekday < 5 && !nth);
}

function and(items: string[], { locale }: Words): string {
  return new Intl.ListFormat(locale, { type: "conjunction" }).format(items);
}

function or(items: string[], { locale }: Words): string {
  return new Intl.ListFormat(locale, { type: "disjunction" }).format(items);
}

function dayName(weekday: number, words: Words): string {
  return format(numberOf(2001, 1, 1) + weekday, words, { weekday: "long" });
}

function monthName(month: number, words: Words): string {
  return format(numberOf(2001, month), words, { month: "long" });
}

function format(day: number, { locale }: Words, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" }).format(new Date(dateOf(day)));
}
