import { addDays, addMonths, weekday } from "../days.ts";
import { firstDate } from "../simple-rule.ts";
import { all, byPlace, expression, type Found, type Groups, indexOf, maybe, named, word } from "./match.ts";
import { dayOfMonth, ruleOfDay } from "./month-days.ts";
import { countOf, partIn, partSource } from "./times.ts";
import type { Circumstances, Part, QuickWords } from "./words.ts";

/** `YYYY-MM-DD`, and the part of that day if one was given. */
export interface Day {
  date: string;
  part?: Part;
  /** It was said by its number in the month, as a day of a monthly rule is. */
  ofMonth?: true;
}

/** Dates, the most certain first. A bare number, or "5th" alone, is no date: it may be part of a title. */
export function dateIn(text: string, at: Circumstances, words: QuickWords): Found<Day>[] {
  const named = [
    ...relative(text, at, words),
    ...absolute(text, at, words),
    ...ofThisMonth(text, at, words),
    ...weekdays(text, at, words),
  ];
  const counted = named.flatMap((day) => countedFrom(day, text, words));
  return byPlace([...counted, ...named, ...weekdaysOfWeeks(text, at, words), ...inMonth(text, at, words)]);
}

/** "2 weeks from today", "heute in einer Woche": so long after a day. */
function countedFrom(found: Found<Day>, text: string, words: QuickWords): Found<Day>[] {
  const { day, week, month, year } = words.units;
  const units = `(?<day>${day})|(?<week>${week})|(?<month>${month})|(?<year>${year})`;
  const n = `(?:in )?(?<n>\\d{1,3}|${words.a}|${words.numbers}) (?:${units})`.replaceAll(" ", "\\s+");
  const after = `(?:${words.after})\\s+`;
  const isFrom = expression(`^${after}`, "iu").test(text.slice(found.start, found.end));
  const before = expression(`(?<![\\p{L}\\p{N}])${n}\\s+${isFrom ? "" : after}$`, "iu");
  const behind = expression(`^\\s+${words.inN(units).replaceAll(" ", "\\s+")}(?!\\p{L})`, "iu");
  const { date } = found.value;
  const earlier = before.exec(text.slice(0, found.start));
  const later = behind.exec(text.slice(found.end));
  const shifted = (groups: Groups = {}) => ({ ...found.value, date: added(date, groups) });
  return [
    ...(earlier ? [{ ...found, start: earlier.index, value: shifted(earlier.groups) }] : []),
    ...(later ? [{ ...found, end: found.end + later[0].length, value: shifted(later.groups) }] : []),
  ];
}

function added(date: string, groups: Groups): string {
  const n = countOf(groups.n);
  if (groups.month) return addMonths(date, n);
  if (groups.year) return addMonths(date, 12 * n);
  return addDays(date, groups.week ? 7 * n : n);
}

/** "Next week on Wednesday", "Mittwoch nächster Woche", "Friday this week"; a day of this week that is over is none. */
function weekdaysOfWeeks(text: string, { today }: Circumstances, words: QuickWords): Found<Day>[] {
  const day = `(?:(?:${words.on}) )?(?:${named("d", anyWeekday(words))})\\.?`;
  const week = `(?:(?:in|of|on|in der|der) )?(?:(?<nextWeek>${words.nextWeek})|${words.thisWeek})`;
  const part = `(?:\\s*(?:${partSource(words.parts)}))?`;
  return [`${week},? ${day}${part}`, `${day}${part},? ${week}`].flatMap((source) =>
    all(text, word(source), ({ groups = {} }) => {
      const ahead = indexOf("d", groups) - weekday(today) + (groups.nextWeek ? 7 : 0);
      return ahead < 0 ? undefined : withPart(addDays(today, ahead), groups);
    }),
  );
}

const anyWeekday = (words: QuickWords): string[] =>
  words.weekdays.map((full, i) => `${full}|${words.shortWeekdays[i]}`);

/** The beginning of a time of day, in any language. */
const time = "(?:(?:at|um|@)\\s*\\d|\\d{1,2}(?:[:.]\\d\\d|\\s?[ap]m|\\s?uhr)(?![\\p{L}.\\d]))";

// "So 20 Uhr" is a Sunday; "so 20 Uhr" may mean "about that time".
const isBeforeTime = ({ 0: written, index, input }: RegExpExecArray): boolean =>
  !/^(?:do|so)$/.test(written) &&
  expression(`^,?\\s+${time}`, "iu").test(input.slice(index + written.length));

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
    ...all(text, word(inN), ({ groups = {} }) => ({ date: added(today, groups) })),
  ];
}

function absolute(text: string, { today, dayFirst }: Circumstances, words: QuickWords): Found<Day>[] {
  const on = `(?:(?:${words.on})\\s+)?${maybe(words.article)}`;
  const month = named("m", words.months);
  const day = "(?<day>\\d{1,2})(?:st|nd|rd|th|\\.)?";
  const ending = `(?=\\s*(?:$|[\\0,;]|${time}))`;
  const year = `(?:,?\\s+(?<year>20\\d\\d)|\\s+(?:'(?<short>\\d\\d)|(?<last>[2-9]\\d)${ending}))?`;
  const numbers = dayFirst ? "(?<day>\\d{1,2})/(?<month>\\d{1,2})" : "(?<month>\\d{1,2})/(?<day>\\d{1,2})";
  const shortYear = "(?<year>20\\d\\d)|(?<short>\\d\\d)";
  const sources = [
    "(?<year>20\\d\\d)-(?<month>\\d\\d)-(?<day>\\d\\d)",
    `${day}\\s?(?:of\\s+)?(?:${month})\\.?${year}`,
    `(?:${month})\\.?\\s+${day}${year}`,
    `${numbers}(?:/(?:${shortYear}))?`,
    `(?<day>\\d{1,2})\\.\\s?(?<month>\\d{1,2})\\.(?:\\s?(?<year>20\\d\\d)|(?<short>\\d\\d))?`,
  ];
  // A weekday beside a date belongs to it; where they disagree the date counts.
  const full = words.weekdays.join("|");
  const short = `(?:${words.shortWeekdays.join("|")})\\.?`;
  const weekday = `(?:(?:${full}|(?<short1>${short})),?\\s+${maybe(words.article)})`;
  const behind = `(?:,?\\s+(?:${full}|(?<short2>${short})(?=\\s*(?:$|[\\0,;]|${time}))))?`;
  const part = `(?:\\s+(?:${partSource(words.parts)}))?`;
  const read = ({ groups = {} }: RegExpExecArray) => {
    const asWord = expression(`^(?:${words.shortWeekdaysAsWords})$`, "u");
    if ([groups.short1, groups.short2].some((one) => one && asWord.test(one))) return undefined;
    const date = dateOf(today, groups);
    return date ? withPart(date, groups) : undefined;
  };
  return sources.flatMap((source) => [
    ...all(text, word(`${on}${weekday}${source}${behind}${part}`), read),
    ...all(text, word(`${on}${source}${behind}${part}`), read),
  ]);
}

/** "On the 15th", "am 15.": the next day of that number, where no word behind it may make it a floor or an attempt. */
function ofThisMonth(text: string, { today }: Circumstances, words: QuickWords): Found<Day>[] {
  const lead = `(?:${words.on})\\s+${maybe(words.article)}|(?<=(?:${words.until})\\s+)(?:${words.article})\\s+`;
  const range = `(?:(?:${words.fromTime}|${words.between})\\s+)?\\d{1,2}\\s*(?:${words.through}|${words.and})\\s*\\d`;
  const ending = `(?=\\s*(?:$|[\\0,;]|${time}|${range}))`;
  const source = `(?<![\\p{L}\\p{N}])(?:${lead})(?<day>\\d{1,2})(?:st|nd|rd|th|\\.)${ending}`;
  return all(text, expression(source), ({ 0: written, groups = {} }) => {
    // "Count to 15." ends a sentence; "am 15." is a day.
    if (written.endsWith(".") && !/(?:am|zum|dem|den)\s+\d+\.$/iu.test(written)) return undefined;
    const date = nextOfDay(today, Number(groups.day));
    return date ? { date, ofMonth: true } : undefined;
  });
}

function nextOfDay(today: string, day: number): string | undefined {
  for (let ahead = 0; ahead < 12; ahead++) {
    const [year = 0, month = 0] = addMonths(`${today.slice(0, 8)}01`, ahead)
      .split("-")
      .map(Number);
    const date = exact(year, month, day);
    if (date && date >= today) return date;
  }
  return undefined;
}

function weekdays(text: string, { today }: Circumstances, words: QuickWords): Found<Day>[] {
  const full = named("d", words.weekdays);
  const short = named("d", words.shortWeekdays);
  const part = `(?:\\s*(?:${partSource(words.parts)}))?`;
  const lead = `(?:(?<next>${words.next})|${words.on})\\s+(?:(?:${words.next})\\s+)?`;
  const read = ({ groups = {} }: RegExpExecArray) => {
    // "I hate Mondays", "montags": no single day.
    if (/days$|tags$|wochs$|abends$/iu.test(groups[`d${indexOf("d", groups)}`] ?? "")) return undefined;
    const ahead = (indexOf("d", groups) - weekday(today) + 7) % 7 || 7;
    const days = groups.next && ahead <= 7 - weekday(today) ? ahead + 7 : ahead;
    return withPart(addDays(today, days), groups);
  };
  const wordsToo = words.shortWeekdaysAsWords;
  return [
    ...all(text, word(`(?:${lead})?(?:${full})${part}`), read),
    // "I am so tired" contains no Sunday: an abbreviation that is also a word counts only with a capital, or at the
    // end.
    ...all(text, word(`${lead}(?:${short})\\.?`), (match) =>
      isDay(match, wordsToo) ? read(match) : undefined,
    ),
    // At the very end, or before a time, an abbreviation cannot be the start of another word.
    ...all(
      text,
      expression(`(?<=^|\\S\\s)(?:${short})(?:\\.?(?=,?\\s+${time})|(?<=\\S\\s\\S+)\\.?(?=\\s*(?:$|\\0)))`),
      (match) =>
        expression(`^(?:${wordsToo})$`, "iu").test(match[0]) && !isBeforeTime(match)
          ? undefined
          : read(match),
    ),
  ];
}

function isDay({ 0: written, index, input }: RegExpExecArray, wordsToo: string): boolean {
  if (!expression(`\\s(?:${wordsToo})$`, "iu").test(written)) return true;
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

/** An existing date; without a year, the next one there is; a year of two digits is not long past or far away. */
function dateOf(today: string, groups: Groups): string | undefined {
  const thisYear = Number(today.slice(0, 4));
  const short = groups.short ?? groups.last;
  const [month, day] = [Number(groups.month ?? indexOf("m", groups)), Number(groups.day)];
  if (short) {
    const year = 2000 + Number(short);
    return year >= thisYear - 1 && year <= thisYear + 20 ? exact(year, month, day) : undefined;
  }
  if (groups.year) return exact(Number(groups.year), month, day);
  // 29 February is up to eight years away.
  for (let year = thisYear; year <= thisYear + 8; year++) {
    const date = exact(year, month, day);
    if (date && date >= today) return date;
  }
  return undefined;
}

function exact(year: number, month: number, day: number): string | undefined {
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day
    ? date.toISOString().slice(0, 10)
    : undefined;
}
