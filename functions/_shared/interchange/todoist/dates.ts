import { parse } from "chrono-node/en";
import { parse as spanish } from "chrono-node/es";
import { parse as french } from "chrono-node/fr";
import { parse as italian } from "chrono-node/it";
import { parse as dutch } from "chrono-node/nl";
import { parse as portuguese } from "chrono-node/pt";
import { parse as swedish } from "chrono-node/sv";
import { localDate, localDateTime, toInstant } from "../../domain/time.ts";
import { offsetOf } from "../offsets.ts";
import type { ImportContext } from "../types.ts";

/** A parsed date: `time` is `HH:MM`. */
export interface ReadDate {
  date: string;
  time?: string;
}

const times = {
  morning: "09:00",
  noon: "12:00",
  afternoon: "12:00",
  evening: "19:00",
  night: "22:00",
  midnight: "00:00",
};

/** Splits the time of day from the end of a date in words: "every day at 9am" is "every day" and 09:00. */
export function splitTime(text: string): { rest: string; time?: string } {
  const clock = /(?:^|[\s,@]|\bat\b)\s*(\d{1,2})(?:[:.](\d\d))(?::\d\d)?\s*([ap]m)?$/.exec(text);
  const hours = /(?:^|[\s,@])(\d{1,2})\s*([ap]m)$/.exec(text);
  const plain = /\bat\s+(\d{1,2})$/.exec(text);
  const word = /(?:(?:\bat|\bin the)\s+)?\b(morning|noon|afternoon|evening|night|midnight)$/.exec(text);
  const found = clock ?? hours ?? plain ?? word;
  if (!found) return { rest: text };
  const rest = text
    .slice(0, found.index)
    .replace(/[\s,@]+$/, "")
    .replace(/\s+at$/, "");
  const time =
    word === found
      ? times[word[1] as keyof typeof times]
      : clockTime(found[1], clock?.[2], clock?.[3] ?? hours?.[2]);
  return time ? { rest, time } : { rest: text };
}

function clockTime(hour: string | undefined, minute = "00", half?: string): string | undefined {
  const given = Number(hour);
  if (half && (given < 1 || given > 12)) return undefined;
  const hours = half ? (given % 12) + (half === "pm" ? 12 : 0) : given;
  return hours < 24 && Number(minute) < 60 ? `${String(hours).padStart(2, "0")}:${minute}` : undefined;
}

/** Reads one date: ISO 8601, or English words such as "Oct 5 2026", "tomorrow 18:00", "next friday". */
export function readDate(given: string, context: ImportContext, zone: string): ReadDate | undefined {
  const text = given.trim().toLowerCase().replace(/\s+/g, " ");
  const instant = /^\d{4}-\d\d-\d\dt[\d:.]+z$/.test(text) ? new Date(text.toUpperCase()) : undefined;
  if (instant && !Number.isNaN(instant.getTime())) return localDateTime(instant, zone);
  const { rest, time } = splitTime(text.replace(/^(\d{4}-\d\d-\d\d)t/, "$1 "));
  const date = isoDate(rest) ?? worded(rest, context, zone);
  return date ? { date, ...(time && { time }) } : undefined;
}

function isoDate(text: string): string | undefined {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return undefined;
  try {
    toInstant({ date: text }, "UTC");
    return text;
  } catch {
    return undefined;
  }
}

// "5/10/2026" is May to some and October to others; "last monday" is in the past.
const unclear = /^\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?$|\b(?:last|ago)\b/;

function worded(text: string, { now }: ImportContext, zone: string): string | undefined {
  if (text === "" || text === "today") return localDate(now, zone);
  if (unclear.test(text)) return undefined;
  return wholly(parse, text.replace(/^on /, ""), now, zone)?.date;
}

const two = (part: number | null): string => String(part).padStart(2, "0");

// The date if it is the whole text, and its time if it has one.
function wholly(read: typeof parse, text: string, now: Date, zone: string): ReadDate | undefined {
  const reference = { instant: now, timezone: offsetOf(now, zone) / 60 };
  const [found, ...others] = read(text, reference, { forwardDate: true });
  const said = found?.start;
  if (!said || others.length > 0 || found.end || found.text.length < text.length) return undefined;
  if (!said.isCertain("day") && !said.isCertain("weekday")) return undefined;
  const date = isoDate(`${said.get("year")}-${two(said.get("month"))}-${two(said.get("day"))}`);
  const time = said.isCertain("hour") ? `${two(said.get("hour"))}:${two(said.get("minute"))}` : undefined;
  return date ? { date, ...(time && { time }) } : undefined;
}

const languages: Record<string, typeof parse> = {
  es: spanish,
  fr: french,
  it: italian,
  nl: dutch,
  pt: portuguese,
  sv: swedish,
};

/** Reads one date in the words of a language other than English; repetitions are not parsed in these. */
export function readForeign(
  given: string,
  { now }: ImportContext,
  zone: string,
  language: string,
): ReadDate | undefined {
  const text = given.trim().toLowerCase().replace(/\s+/g, " ");
  const read = languages[language];
  return read && text && !unclear.test(text) ? wholly(read, text, now, zone) : undefined;
}
