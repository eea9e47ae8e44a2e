import { addDays, weekday } from "../lib/zone.ts";
import { all, type Circumstances, type Found, word } from "./parse.ts";

const small: Record<string, number> = { one: 1, two: 2, three: 3, zwei: 2, drei: 3 };

/** Dates, `YYYY-MM-DD`, best understood first. A bare number, or "5th" alone, is none: it may be part of a title. */
export function dateIn(text: string, at: Circumstances): Found<string>[] {
  return [...relative(text, at), ...absolute(text, at), ...weekdays(text, at)].sort(
    (a, b) => a.start - b.start || b.end - a.end,
  );
}

function relative(text: string, { words, today }: Circumstances): Found<string>[] {
  const { day, week, month, year } = words.units;
  const on = `(?:(?:${words.on})\\s+)?`;
  const named: [string, string][] = [
    [words.dayAfterTomorrow, addDays(today, 2)],
    [words.today, today],
    [words.tomorrow, addDays(today, 1)],
    [words.weekend, addDays(today, (6 - weekday(today) + 7) % 7)],
    [words.nextWeek, addDays(today, 8 - weekday(today))],
    [words.nextMonth, addMonths(`${today.slice(0, 8)}01`, 1)],
  ];
  const found = named.flatMap(([source, date]) => all(text, word(`${on}(?:${source})`), () => date));
  const inN = words.inN(`(?<day>${day})|(?<week>${week})|(?<month>${month})|(?<year>${year})`);
  return [
    ...found,
    ...all(text, word(inN), ({ groups = {} }) => {
      const n = Number(groups.n) || small[groups.n?.toLowerCase() ?? ""] || 1;
      if (groups.month) return addMonths(today, n);
      if (groups.year) return addMonths(today, 12 * n);
      return addDays(today, groups.week ? 7 * n : n);
    }),
  ];
}

function absolute(text: string, { words, today, dayFirst }: Circumstances): Found<string>[] {
  const on = `(?:(?:${words.on})\\s+(?:(?:${words.article})\\s+)?)?`;
  const month = words.months.map((name, i) => `(?<m${i + 1}>${name})`).join("|");
  const day = "(?<day>\\d{1,2})(?:st|nd|rd|th|\\.)?";
  const year = "(?:,?\\s+(?<year>20\\d\\d))?";
  const read = ({ groups = {} }: RegExpExecArray) =>
    dateOf(today, groups.year, monthOf(groups), Number(groups.day));
  const numbers = dayFirst ? "(?<day>\\d{1,2})/(?<month>\\d{1,2})" : "(?<month>\\d{1,2})/(?<day>\\d{1,2})";
  return [
    ...all(text, word(`${on}(?<year>20\\d\\d)-(?<month>\\d\\d)-(?<day>\\d\\d)`), read),
    ...all(text, word(`${on}${day}\\s?(?:${month})\\.?${year}`), read),
    ...all(text, word(`${on}(?:${month})\\.?\\s+${day}${year}`), read),
    ...all(text, word(`${on}${numbers}(?:/(?<year>20\\d\\d))?`), read),
    ...all(text, word(`${on}(?<day>\\d{1,2})\\.(?<month>\\d{1,2})\\.(?<year>20\\d\\d)?`), read),
  ];
}

function monthOf(groups: Record<string, string | undefined>): number {
  if (groups.month) return Number(groups.month);
  return Array.from({ length: 12 }, (_, i) => i + 1).find((month) => groups[`m${month}`]) ?? 0;
}

function weekdays(text: string, { words, today }: Circumstances): Found<string>[] {
  const full = words.weekdays.map((name, i) => `(?<d${i + 1}>${name})`).join("|");
  const short = words.shortWeekdays.map((name, i) => `(?<d${i + 1}>${name})`).join("|");
  const lead = `(?:(?<next>${words.next})|${words.on})\\s+(?:(?:${words.next})\\s+)?`;
  const read = ({ groups = {} }: RegExpExecArray) => {
    const wanted = [1, 2, 3, 4, 5, 6, 7].find((day) => groups[`d${day}`]) ?? 1;
    const ahead = (wanted - weekday(today) + 7) % 7 || 7;
    return addDays(today, groups.next && ahead <= 7 - weekday(today) ? ahead + 7 : ahead);
  };
  return [
    ...all(text, word(`(?:${lead})?(?:${full})`), read),
    ...all(text, word(`${lead}(?:${short})`), read),
    // At the very end an abbreviation cannot be the start of another word.
    ...all(text, new RegExp(`(?<=\\S\\s)(?:${short})(?=\\s*$)`, "giu"), read),
  ];
}

/** A date that exists; without a year the next one to come. */
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

/** A date some months on, at most the month's last. */
export function addMonths(date: string, months: number): string {
  const [year = 0, month = 0, day = 0] = date.split("-").map(Number);
  const last = new Date(Date.UTC(year, month - 1 + months + 1, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(day, last))).toISOString().slice(0, 10);
}
