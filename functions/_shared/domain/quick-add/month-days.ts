import type { SimpleRule } from "../simple-rule.ts";
import { type Groups, indexOf, named, word } from "./match.ts";
import type { QuickWords } from "./words.ts";

/** A day counted within a month: "last day", "first Monday", "15th", "first". */
export function dayOfMonth(words: QuickWords): string {
  const name = words.weekdays.map((full, i) => `${full}|${words.shortWeekdays[i]}`).join("|");
  return [
    `(?:(?<lastOf>${words.last})|${named("n", words.nth)})\\s+(?<nthName>${name})`,
    `(?<lastDay>${words.last})\\s+(?:${words.units.day})`,
    "(?<figure>\\d{1,2})(?:st|nd|rd|th|\\.)",
    `(?<dayName>${named("ordinal", words.nth)})(?:\\s+(?:${words.units.day}))?`,
  ].join("|");
}

/** The monthly rule of a match of `dayOfMonth`; undefined for a day that no month has. */
export function ruleOfDay(groups: Groups, words: QuickWords): SimpleRule | undefined {
  const monthly = { freq: "MONTHLY", interval: 1 } as const;
  if (groups.nthName) {
    const nth = groups.lastOf ? -1 : indexOf("n", groups);
    return { ...monthly, nth, days: daysOf(groups.nthName, words) };
  }
  if (groups.lastDay) return { ...monthly, monthDay: -1 };
  const day = groups.figure ? monthDay(groups.figure) : { monthDay: indexOf("ordinal", groups) };
  return day?.monthDay ? { ...monthly, ...day } : undefined;
}

/** A day that some month has. */
export function monthDay(text: string): { monthDay: number } | undefined {
  const day = Number(text);
  return day >= 1 && day <= 31 ? { monthDay: day } : undefined;
}

/** The named weekdays, 1 for Monday. */
export const daysOf = (list: string, words: QuickWords): number[] =>
  words.weekdays.flatMap((full, i) =>
    word(`${full}|${words.shortWeekdays[i]}`, "iu").test(list) ? i + 1 : [],
  );
