import { addDays, addMonths, weekday } from "../days.ts";
import { firstDate } from "../simple-rule.ts";
import { all, byPlace, type Found, type Groups, indexOf, maybe, named, word } from "./match.ts";
import { dayOfMonth, ruleOfDay } from "./month-days.ts";
import { countOf, partIn, partSource } from "./times.ts";
import type { Circumstances, Part, QuickWords } from "./words.ts";

/** `YYYY-MM-DD`, and the part of that day if one was given. */
export interface Day {
  date: string;
  part?: Part;
}

/** Dates, the most certain first. A bare number, or "5th" alone, is no date: it may be part of a title. */
export function dateIn(text: string, at: Circumstances, words: QuickWords): Found<Day>[] {
  return byPlace([
    ...relative(text, at, words),
    ...absolute(text, at, words),
    ...weekdays(text, at, words),
    ...inMonth(text, at, words),
  ]);
}

const withPart = (date: string, groups: Groups = {}): Day => {
  const part = partIn(groups);
  return { date, ...(part && { part }) };
};

function relative(text: string, { today }: Circumstances, words: QuickWords): Found<Day>[] {
  const { day, week, month, year } = words.units;
  const part = partSource(words.parts);
  const days: [string, string][] = [
    [words.dayAfterTomorrow, addDays(today, 2)],
    [words.today, today],
    [words.tomorrow, addDays(today, 1)],
  ];
  const spans: [string, string][] = [
    [words.weekend, addDays(today, (6 - weekday(today) + 7) % 7)],
    [words.nextWeek, addDays(today, 8 - weekday(today))],
    [words.nextMonth, addMonths(`${today.slice(0, 8)}01`, 1)],
    [words.monthEnd, addDays(addMonths(`${today.slice(0, 8)}01`, 1), -1)],
  ];
  const from = maybe(words.from);
  const inN = words.inN(`(?<day>${day})|(?<week>${week})|(?<month>${month})|(?<year>${year})`);
  return [
    ...days.flatMap(([source, date]) =>
      all(text, word(`${from}(?:${source})(?:\\s+(?:${part}))?`), ({ groups }) => withPart(date, groups)),
    ),
    ...spans.flatMap(([source, date]) => all(text, word(`${from}(?:${source})`), () => ({ date }))),
    ...all(text, word(`(?:${words.thisDay}) (?:${part})`), ({ groups }) => withPart(today, groups)),
    ...all(text, word(words.tonight), () => ({ date: today, part: "night" as const })),
    ...all(text, word(inN), ({ groups = {} }) => {
      const n = countOf(groups.n);
      if (groups.month) return { date: addMonths(today, n) };
      if (groups.year) return { date: addMonths(today, 12 * n) };
      return { date: addDays(today, groups.week ? 7 * n : n) };
    }),
  ];
}

function absolute(text: string, { today, dayFirst }: Circumstances, words: QuickWords): Found<Day>[] {
  const on = `(?:(?:${words.on})\\s+${maybe(words.article)})?`;
  const month = named("m", words.months);
  const day = "(?<day>\\d{1,2})(?:st|nd|rd|th|\\.)?";
  const year = "(?:,?\\s+(?<year>20\\d\\d))?";
  const read = ({ groups = {} }: RegExpExecArray) => {
    const date = dateOf(today, groups.year, Number(groups.month ?? indexOf("m", groups)), Number(groups.day));
    return date ? { date } : undefined;
  };
  const numbers = dayFirst ? "(?<day>\\d{1,2})/(?<month>\\d{1,2})" : "(?<month>\\d{1,2})/(?<day>\\d{1,2})";
  return [
    ...all(text, word(`${on}(?<year>20\\d\\d)-(?<month>\\d\\d)-(?<day>\\d\\d)`), read),
    ...all(text, word(`${on}${day}\\s?(?:of\\s+)?(?:${month})\\.?${year}`), read),
    ...all(text, word(`${on}(?:${month})\\.?\\s+${day}${year}`), read),
    ...all(text, word(`${on}${numbers}(?:/(?<year>20\\d\\d))?`), read),
    ...all(text, word(`${on}(?<day>\\d{1,2})\\.(?<month>\\d{1,2})\\.(?<year>20\\d\\d)?`), read),
  ];
}

function weekdays(text: string, { today }: Circumstances, words: QuickWords): Found<Day>[] {
  const full = named("d", words.weekdays);
  const short = named("d", words.shortWeekdays);
  const part = `(?:\\s*(?:${partSource(words.parts)}))?`;
  const lead = `(?:(?<next>${words.next})|${words.on})\\s+(?:(?:${words.next})\\s+)?`;
  const read = ({ groups = {} }: RegExpExecArray) => {
    const ahead = (indexOf("d", groups) - weekday(today) + 7) % 7 || 7;
    const days = groups.next && ahead <= 7 - weekday(today) ? ahead + 7 : ahead;
    return withPart(addDays(today, days), groups);
  };
  const wordsToo = words.shortWeekdaysAsWords;
  return [
    ...all(text, word(`(?:${lead})?(?:${full})${part}`), read),
    // "I am so tired" contains no Sunday: an abbreviation that is also a word counts only with a capital, or at the
    // end.
    ...all(text, word(`${lead}(?:${short})`), (match) => (isDay(match, wordsToo) ? read(match) : undefined)),
    // At the very end, or before a time, an abbreviation cannot be the start of another word.
    ...all(
      text,
      new RegExp(`(?<=^|\\S\\s)(?:${short})(?:(?=\\s+${time})|(?<=\\S\\s\\S+)(?=\\s*(?:$|\\0)))`, "giu"),
      (match) =>
        new RegExp(`^(?:${wordsToo})$`, "iu").test(match[0]) && !isBeforeTime(match)
          ? undefined
          : read(match),
    ),
  ];
}

const time = "(?:(?:at|um|@)\\s*\\d|\\d{1,2}(?::\\d\\d|\\s?[ap]m|\\s?uhr)(?!\\p{L}))";

// "So 20 Uhr" is a Sunday; "so 20 Uhr" may mean "about that time".
const isBeforeTime = ({ 0: written, index, input }: RegExpExecArray): boolean =>
  !/^(?:do|so)$/.test(written) && new RegExp(`^\\s+${time}`, "iu").test(input.slice(index + written.length));

function isDay({ 0: written, index, input }: RegExpExecArray, wordsToo: string): boolean {
  if (!new RegExp(`\\s(?:${wordsToo})$`, "iu").test(written)) return true;
  if (/^am/i.test(written) && /(?:^|\s)(?:I|who|what|how|why)\s+$/i.test(input.slice(0, index))) return false;
  return /\p{Lu}\p{L}*$/u.test(written) || /^\s*(?:$|\d)/.test(input.slice(index + written.length));
}

/** "The last day of the month", "am ersten Montag im Monat": the next one. */
function inMonth(text: string, { today }: Circumstances, words: QuickWords): Found<Day>[] {
  const source = `${maybe(words.on)}${maybe(words.article)}(?:${dayOfMonth(words)}) (?:${words.ofMonth})`;
  return all(text, word(source), ({ groups = {} }) => {
    const rule = ruleOfDay(groups, words);
    return rule && { date: firstDate(rule, today) };
  });
}

/** An existing date; without a year, the next one. */
function dateOf(today: string, year: string | undefined, month: number, day: number): string | undefined {
  const given = exact(Number(year ?? today.slice(0, 4)), month, day);
  if (!given || year || given >= today) return given;
  return exact(Number(today.slice(0, 4)) + 1, month, day);
}

function exact(year: number, month: number, day: number): string | undefined {
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day
    ? date.toISOString().slice(0, 10)
    : undefined;
}
