import { all, type Found, word } from "./parse.ts";
import type { QuickWords } from "./words.ts";

/** Times of day, `HH:MM`; a bare hour counts only beside a word that says so. */
export function timeIn(text: string, words: QuickWords, lead = ""): Found<string>[] {
  const { at, oClock, noon } = words;
  const prefix = lead ? `${lead}(?:(?:${at})\\s+)?` : `(?:(?:${at})\\s+)?`;
  const source = [
    `${prefix}(?<h1>\\d{1,2})(?::(?<m1>[0-5]\\d))?\\s?(?<half>am|pm)`,
    `${prefix}(?<h2>[01]?\\d|2[0-3])(?::(?<m2>[0-5]\\d))(?:\\s?(?:${oClock}))?`,
    `${prefix}(?<h3>[01]?\\d|2[0-3])\\s?(?:${oClock})`,
    `${lead}(?:${at})\\s?(?<h4>[01]?\\d|2[0-3])(?!\\s*[%.:]?\\d)`,
    `${prefix}(?<noon>${noon})`,
  ].join("|");
  return all(text, word(source), ({ groups = {} }) => {
    if (groups.noon) return "12:00";
    const hour = Number(groups.h1 ?? groups.h2 ?? groups.h3 ?? groups.h4);
    if (groups.half) {
      if (hour < 1 || hour > 12) return undefined;
      return clock((hour % 12) + (groups.half.toLowerCase() === "pm" ? 12 : 0), groups.m1);
    }
    return clock(hour, groups.m2);
  });
}

const clock = (hour: number, minutes = "00") => `${String(hour).padStart(2, "0")}:${minutes}`;
