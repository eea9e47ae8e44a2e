import { instantOf, localOf } from "../wall-clock.ts";
import { inAll, languages } from "./languages.ts";
import { all, expression, type Found, type Groups, indexOf, maybe, named, word } from "./match.ts";
import { type Part, partTimes, type QuickWords } from "./words.ts";

/** A time as written by the person. */
export interface Clock {
  hour: number;
  minute: number;
  /** `said`: with 24 hours or am or pm. `written`: may have 12 hours. `bare`: 1 to 6 mean the afternoon. */
  exact: "said" | "written" | "bare";
  part?: Part;
  /** The end of a range such as "2-3pm"; the task is due at its start. */
  end?: Clock;
}

/** Alternatives for the parts of a day, each a group with its name. */
export const partSource = (parts: QuickWords["parts"]): string =>
  Object.entries(parts)
    .map(([part, source]) => `(?<${part}>${source})`)
    .join("|");

export const partIn = (groups: Groups): Part | undefined =>
  (Object.keys(partTimes) as Part[]).find((part) => groups[part]);

/** Words before a time in any language; those of a twelve-hour language are the group `twelve`. */
const anyAt = [true, false]
  .map((twelve) => {
    const sources = Object.values(languages).filter(({ twelveHours }) => twelveHours === twelve);
    const source = sources.map(({ at }) => at).join("|");
    return twelve ? `(?<twelve>${source})` : source;
  })
  .join("|");

/** Times of day; a bare hour counts only beside a word for time. */
export function timeIn(text: string, words: QuickWords, first: boolean, lead = ""): Found<Clock>[] {
  // The words before a number are the same for all: "um 5pm", "at 14 Uhr".
  const at = inAll(({ at }) => at);
  const part = `(?:\\s+(?:${partSource(words.timeParts)}))?`;
  const source = [
    ...(words.twelveHours
      ? [`${maybe(at)}(?<h1>\\d{1,2})(?:[:.](?<m1>[0-5]\\d))?\\s?(?<half>[ap]\\.?m\\.?)`]
      : []),
    `${maybe(anyAt)}(?<h2>[01]?\\d|2[0-3])(?::(?<m2>[0-5]\\d))(?<clock2>\\s?(?:${words.oClock}))?`,
    `${maybe(at)}(?<h3>[01]?\\d|2[0-3])(?:\\.(?<m4>[0-5]\\d))?\\s?(?:${words.oClock})(?:\\s?(?<m3>[0-5]\\d))?`,
    `(?:${at})\\s?(?<h4>[01]?\\d|2[0-3])(?!\\s*[%.:]?\\d)`,
    `${maybe(at)}(?:${named(
      "past",
      words.pastHour.map(([name]) => name),
    )})\\s+(?:(?<h5>1[0-2]|[1-9])|${named("hour", words.hours)})`,
    `${maybe(at)}(?<midday>${words.noon})`,
    `${maybe(at)}(?<midnight>${words.midnight})`,
  ].join("|");
  // The expression would match "9 am" where German means "9" and then "am Bahnhof".
  return all(text, word(`${lead}(?:${source})${part}`), (match) =>
    match.groups?.half && !isHalf(match, first) ? undefined : clockOf(match.groups ?? {}, words),
  );
}

/** "From 2 to 3pm", "14-15 Uhr", "between 9:00 and 10:30": the end says that both are times. */
export function rangesIn(text: string, words: QuickWords, first: boolean): Found<Clock>[] {
  const through = inAll((each) => each.through);
  const before = inAll((each) => `(?:${each.fromTime}|${each.at})`);
  const between = inAll((each) => each.between);
  const own = `(?<hour>[01]?\\d|2[0-3])(?:[:.](?<minute>[0-5]\\d))?(?:\\s?(?:(?<half>[ap]\\.?m\\.?)|${inAll((each) => each.oClock)}))?`;
  const and = inAll((each) => each.and);
  const start = expression(
    `(?<![\\p{L}\\p{N}.:/+#-])(?:${maybe(before)}${own}\\s*(?:${through})|(?:${between})\\s+${own.replaceAll("(?<", "(?<b")}\\s+(?:${and}))\\s*$`,
    "iu",
  );
  const isLed = expression(`^(?:${inAll((each) => each.at)})`, "iu");
  return timeIn(text, words, first).flatMap((end): Found<Clock>[] => {
    const written = text.slice(end.start, end.end);
    const found = start.exec(text.slice(0, end.start));
    const { hour, minute, half, bhour, bminute, bhalf } = found?.groups ?? {};
    if (!found || end.value.hour > 23 || !/\d/.test(written) || isLed.test(written)) return [];
    const from = { hour: Number(hour ?? bhour), minute: Number(minute ?? bminute ?? 0), half: half ?? bhalf };
    const value = startOf(from, end.value, /[ap]\.?m/i.test(written));
    return value ? [{ start: found.index, end: end.end, value: { ...value, end: end.value } }] : [];
  });
}

/** The start of a range, which may leave it to the end (`twelve`: with am or pm) to say in which half of the day it is. */
function startOf(
  { hour, minute, half }: { hour: number; minute: number; half: string | undefined },
  end: Clock,
  twelve: boolean,
): Clock | undefined {
  const at = { minute, ...(end.part && { part: end.part }) };
  if ((half || twelve) && hour > 12) return undefined;
  const [early, late] = [hour % 12, (hour % 12) + 12];
  if (half) return { ...at, hour: /^p/i.test(half) ? late : early, exact: "said" };
  if (!twelve) return { ...at, hour, exact: hour > 12 ? "said" : end.exact };
  // "2-3pm" is after noon, "11-1pm" begins before it, "10-2am" in the evening before.
  const last = end.hour + (end.minute - minute) / 60;
  return { ...at, hour: late > last && early <= last ? early : late, exact: "said" };
}

function isHalf({ 0: all, index, input }: RegExpExecArray, first: boolean) {
  if (!/\sam$/i.test(all) || /(?:^|\s)(?:at|@)\s/i.test(all) || (first && !/^um/i.test(all))) return true;
  return /^\s*(?:$|\p{P})/u.test(input.slice(index + all.length));
}

function clockOf(groups: Groups, words: QuickWords): Clock | undefined {
  const part = partIn(groups);
  const said = (hour: number, minute = 0, exact: Clock["exact"] = "said"): Clock => ({
    hour,
    minute,
    exact,
    ...(part && { part }),
  });
  if (groups.midday) return said(12);
  // The end of the day that is named.
  if (groups.midnight) return said(24);
  const past = words.pastHour[indexOf("past", groups) - 1];
  if (past) {
    const minutes = ((Number(groups.h5) || indexOf("hour", groups)) * 60 + past[1] + 720) % 720;
    return said(Math.floor(minutes / 60) || 12, minutes % 60, "bare");
  }
  const digits = groups.h1 ?? groups.h2 ?? groups.h3 ?? groups.h4 ?? "";
  const hour = Number(digits);
  const minute = Number(groups.m1 ?? groups.m2 ?? groups.m3 ?? groups.m4 ?? 0);
  if (groups.half) {
    if (hour < 1 || hour > 12) return undefined;
    return said((hour % 12) + (/^p/i.test(groups.half) ? 12 : 0), minute);
  }
  if (digits.startsWith("0") || hour > 12) return said(hour, minute);
  return said(
    hour,
    minute,
    groups.h4 || groups.twelve || (groups.h3 && words.twelveHours) ? "bare" : "written",
  );
}

/** `HH:MM` in the given part of the day, and whether it is after midnight, in the night to the next day. */
export function timeOf(clock: Clock, of?: Part): { time: string; nextDay: boolean } {
  const { minute, exact } = clock;
  const part = clock.part ?? of;
  const late = part === "afternoon" || part === "evening" || part === "night";
  if (clock.hour === 24) return { time: "00:00", nextDay: true };
  let hour = clock.hour;
  let nextDay = false;
  if (exact !== "said" && part) {
    const small = part !== "afternoon" && late && (hour < 5 || hour === 12);
    if (small) [hour, nextDay] = [hour % 12, true];
    else if ((late && hour < 12) || (part === "noon" && hour < 5)) hour += 12;
  } else if (exact === "bare" && hour >= 1 && hour <= 6) hour += 12;
  return { time: `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`, nextDay };
}

/** Whether a time may be in that part of the day: "tomorrow noon at 9" contradicts itself. */
export function isWithin(clock: Clock, of: Part | undefined): boolean {
  const part = clock.part ?? of;
  const hour = Number(timeOf(clock, of).time.slice(0, 2));
  if (part === "noon") return hour >= 11 && hour <= 14;
  if (part === "early" || part === "morning") return hour <= 12;
  return !part || hour >= 12 || (part !== "afternoon" && hour < 6);
}

/** `in 20 minutes`: the resulting moment, by the clock of the zone. */
export function momentIn(
  text: string,
  words: QuickWords,
  now: { today: string; time: string; zone: string },
): Found<{ date: string; time: string }>[] {
  const start = instantOf({ date: now.today, time: now.time }, now.zone).getTime();
  const after = (minutes: number) => localOf(new Date(start + minutes * 60_000), now.zone);
  const { minute, hour } = words.timeUnits;
  const units = words
    .inN(`(?<minute>${minute})|(?<hour>${hour})`)
    .replace(") (?:", ")(?:(?<=\\d)\\s*|\\s+)(?:");
  return [
    ...all(text, word(words.inHalfHour), () => after(30)),
    ...all(text, word(units), ({ 0: written, groups = {} }) =>
      // "In 20 m" is a distance.
      /\d\s+m$/i.test(written) ? undefined : after(countOf(groups.n) * (groups.hour ? 60 : 1)),
    ),
  ];
}

const numbers = [
  ["one", "a", "an", "ein", "eine", "einem", "einen", "einer"],
  ["two", "zwei"],
  ["three", "drei"],
  ["four", "vier"],
  ["five", "fünf"],
  ["six", "sechs"],
  ["seven", "sieben"],
  ["eight", "acht"],
  ["nine", "neun"],
  ["ten", "zehn"],
  ["eleven", "elf"],
  ["twelve", "zwölf"],
];

/** A number in digits or words. */
export const countOf = (text = ""): number =>
  Number(text) || numbers.findIndex((names) => names.includes(text.toLowerCase())) + 1 || 1;
