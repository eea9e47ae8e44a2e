import { addDays, addMonths } from "../days.ts";
import type { SimpleRule } from "../simple-rule.ts";
import { dateIn } from "./dates.ts";
import { all, byPlace, expression, type Found, type Groups, indexOf, maybe, named, word } from "./match.ts";
import { dayOfMonth, daysOf, monthDay, ruleOfDay } from "./month-days.ts";
import { countOf, partIn, partSource } from "./times.ts";
import type { Circumstances, Part, QuickWords } from "./words.ts";

export interface FoundRepeat {
  rule: SimpleRule;
  /** `every!`: counted from completion. */
  fromCompletion: boolean;
  part?: Part;
}

type Form = [source: string, read: (groups: Groups) => SimpleRule | undefined];

/** Rules such as "every 2 weeks on Monday", "every! 3 days", "the last friday of every month", "daily", "montags". */
export function recurrenceIn(text: string, words: QuickWords): Found<FoundRepeat>[] {
  const every = `(?:${words.every})(?<bang>!)?\\s+${maybe(words.article)}`;
  const on = `${maybe(words.on)}${maybe(words.article)}`;
  const ofEvery = `${on}(?:${dayOfMonth(words)})\\s+(?:${words.ofEveryMonth})`;
  const days = listOf(words.repeatingWeekdays.join("|"), words);
  const part = `(?:\\s*(?:${partSource(words.parts)}))?`;
  const sources: Form[] = [
    ...forms(words).map(([body, read]): Form => [`${every}(?:${body})`, read]),
    [ofEvery, (groups) => ruleOfDay(groups, words)],
    [`${words.onRepeating}${days}${part}`, (groups) => weekly(groups, words)],
  ];
  const found = sources.flatMap(([source, read]) => all(text, word(source), foundBy(read)));
  return byPlace([...found, ...adverbsIn(text, words)]);
}

const foundBy =
  (read: Form[1]) =>
  ({ groups = {} }: RegExpExecArray): FoundRepeat | undefined => {
    const rule = read(groups);
    const part = partIn(groups);
    return rule && { rule, fromCompletion: Boolean(groups.bang), ...(part && { part }) };
  };

/** Names of days: all of one list, or a range of two. */
const listOf = (name: string, { and, through }: QuickWords): string =>
  `(?:(?<first>${name})\\.?\\s*(?:${through})\\s*(?<final>${name})|(?<list>(?:${name})(?:\\.?(?:\\s*(?:${and})+\\s*|\\s+)(?:${name}))*))`;

function weekly(groups: Groups, words: QuickWords): SimpleRule {
  const { list, first, final, other } = groups;
  const rule = { freq: "WEEKLY", interval: other ? 2 : 1 } as const;
  if (list) return { ...rule, days: daysOf(list, words) };
  const [from = 1] = daysOf(first ?? "", words);
  const [to = from] = daysOf(final ?? "", words);
  return {
    ...rule,
    days: Array.from({ length: ((to - from + 7) % 7) + 1 }, (_, i) => ((from + i - 1) % 7) + 1),
  };
}

function forms(words: QuickWords): Form[] {
  const { day, week, month, year } = words.units;
  const name = words.weekdays.map((full, i) => `${full}|${words.shortWeekdays[i]}`).join("|");
  const list = listOf(name, words);
  const unit = `(?<day>${day})|(?<week>${week})|(?<month>${month})|(?<year>${year})`;
  const count = `(?<interval>\\d{1,3}|${words.numbers})|(?<other>${words.other})|${named("nth", words.nth)}|(?<figured>\\d{1,3})(?:st|nd|rd|th|\\.)`;
  const units = `(?:(?:${count})\\s*)?(?:${unit})`;
  const on = `\\s+(?:${words.onDay})\\s+${maybe(words.article)}`;
  const inMonth = `(?:${words.ofMonth}|${words.ofEveryMonth})`;
  const part = partSource(words.parts);
  const ofUnit = (groups: Groups) => ruleOfUnit(groups, words);
  return [
    [`(?:${words.workday})`, () => ({ freq: "WEEKLY", interval: 1, days: [1, 2, 3, 4, 5] })],
    [`${maybe(`(?<other>${words.other})`)}${list}(?:\\s*(?:${part}))?`, (groups) => weekly(groups, words)],
    [`(?:${dayOfMonth(words)})\\s+${inMonth}`, (groups) => ruleOfDay(groups, words)],
    [`(?:${dayOfMonth(words)})`, (groups) => (groups.dayName ? undefined : ruleOfDay(groups, words))],
    [yearDay(words), (groups) => onYearDay(groups)],
    [`${units}${on}(?:${dayOfMonth(words)}|(?<bare>\\d{1,2}))`, ofUnit],
    [`${units}${on}(?:${yearDay(words)})`, ofUnit],
    [`${units}(?:\\s+(?:${words.onDay}))?\\s+${list}`, ofUnit],
    [units, ofUnit],
    [`(?:${part})`, () => ({ freq: "DAILY", interval: 1 })],
  ];
}

/** "24. Dezember", "December 24th". */
function yearDay(words: QuickWords): string {
  const day = (name: string) => `(?<${name}>\\d{1,2})(?:st|nd|rd|th|\\.)?`;
  return `${day("yearDay")}\\s?(?:of\\s+)?(?:${named("m", words.months)})|(?:${named("o", words.months)})\\s+${day("dayBehind")}`;
}

function onYearDay(groups: Groups): SimpleRule | undefined {
  const on = monthDay(groups.yearDay ?? groups.dayBehind ?? "");
  const month = indexOf("m", groups) || indexOf("o", groups);
  return on && month ? { freq: "YEARLY", interval: 1, month, ...on } : undefined;
}

/** The rule of a unit with its number, and the days on which it is, where that unit has such days. */
function ruleOfUnit(groups: Groups, words: QuickWords): SimpleRule | undefined {
  const nth = indexOf("nth", groups) || Number(groups.figured);
  const interval = groups.other ? 2 : nth || countOf(groups.interval);
  if (groups.interval === "0" || groups.figured === "0") return undefined;
  if (groups.yearDay || groups.dayBehind) {
    const rule = groups.year ? onYearDay(groups) : undefined;
    return rule && { ...rule, interval };
  }
  if (groups.list || groups.first) return groups.week ? { ...weekly(groups, words), interval } : undefined;
  const on = groups.bare ? monthDay(groups.bare) : ruleOfDay(groups, words);
  const isOn = Object.keys(groups).some(
    (key) => groups[key] && /^(?:bare|lastOf|lastDay|n\d|figure|dayName)$/.test(key),
  );
  if (isOn && (!on || !groups.month)) return undefined;
  if (groups.month) return { ...on, freq: "MONTHLY", interval };
  return { freq: groups.day ? "DAILY" : groups.week ? "WEEKLY" : "YEARLY", interval };
}

/** "Daily", "weekly on Monday", "jährlich am 24. Dezember". */
function adverbsIn(text: string, words: QuickWords): Found<FoundRepeat>[] {
  const { adverbs } = words;
  const on = `(?:\\s+(?:${words.onDay}))?\\s+${maybe(words.article)}`;
  const name = words.weekdays.map((full, i) => `${full}|${words.shortWeekdays[i]}`).join("|");
  const sources: Form[] = [
    [`(?:${adverbs.day})(?<bang>!)?`, () => ({ freq: "DAILY", interval: 1 })],
    [`(?:${adverbs.workday})`, () => ({ freq: "WEEKLY", interval: 1, days: [1, 2, 3, 4, 5] })],
    [`(?:${adverbs.week})(?<bang>!)?${on}${listOf(name, words)}`, (groups) => weekly(groups, words)],
    [`(?:${adverbs.week})(?<bang>!)?`, () => ({ freq: "WEEKLY", interval: 1 })],
    [`(?:${adverbs.month})(?<bang>!)?${on}(?:${dayOfMonth(words)})`, (groups) => ruleOfDay(groups, words)],
    [`(?:${adverbs.month})(?<bang>!)?`, () => ({ freq: "MONTHLY", interval: 1 })],
    [`(?:${adverbs.quarter})(?<bang>!)?`, () => ({ freq: "MONTHLY", interval: 3 })],
    [`(?:${adverbs.year})(?<bang>!)?${on}(?:${yearDay(words)})`, onYearDay],
    [`(?:${adverbs.year})(?<bang>!)?`, () => ({ freq: "YEARLY", interval: 1 })],
  ];
  return sources.flatMap(([source, read]) =>
    all(text, word(source), (match) => (isAdverb(match, words) ? foundBy(read)(match) : undefined)),
  );
}

// "The daily report", "read the daily": an adjective or a noun. An adverb is last or before another part of the phrase.
function isAdverb({ 0: written, index, input }: RegExpExecArray, words: QuickWords): boolean {
  if (!words.adverbsAsAdjectives) return true;
  if (/(?:^|\s)(?:the|an?|my|our|your|his|her|their|this|that|for|of|in|no)\s+$/i.test(input.slice(0, index)))
    return false;
  const behind =
    /^,?\s*(?:$|\0|[#!*]|(?:at|on|from|until|till|starting|for|except|and|noon|midnight|remind)(?!\p{L})|\d{1,2}(?::\d\d|\s?[ap]m))/iu;
  return behind.test(input.slice(index + written.length));
}

/** The end of a repetition: a date, a number of times, or so long from its first day. */
export type Bound = { until: string } | { count: number } | { lasting: (first: string) => string };

/** "Until 5 May", "10 times", "for 10 days", and the second of two dates: "from 4 Dec to 25 Dec". */
export function boundsIn(text: string, at: Circumstances, words: QuickWords): Found<Bound>[] {
  const { day, week, month, year } = words.units;
  const dates = dateIn(text, at, words);
  const lead = (source: string, before: string) =>
    expression(`(?:^|(?<=[\\s\\0]))(?:${source})\\s+$`, "iu").exec(before);
  const untils = dates.flatMap(({ start, end, value }): Found<Bound>[] => {
    // The words for "until" may be taken for those before any date, as in "bis 25.12.".
    const inside = expression(`^(?:${words.until})\\s+`, "iu").test(text.slice(start, end));
    const isSecond = dates.some(
      (one) =>
        one.end <= start &&
        /^\s+$/.test(text.slice(one.end, start).replace(expression(`(?:${words.through})`), "")),
    );
    const before = lead(isSecond ? words.through : words.until, text.slice(0, start));
    if (!before && !inside) return [];
    return [{ start: before?.index ?? start, end, value: { until: value.date } }];
  });
  const units = `(?<day>${day})|(?<week>${week})|(?<month>${month})|(?<year>${year})`;
  return byPlace([
    ...untils,
    ...all(text, monthEnds(words), ({ groups = {} }): Bound => ({ until: dayOfMonthEnd(at.today, groups) })),
    ...all(
      text,
      word(`(?:for )?(?<n>\\d{1,4})\\s*(?:${words.times})`),
      ({ groups = {} }): Bound | undefined => (Number(groups.n) ? { count: Number(groups.n) } : undefined),
    ),
    ...all(
      text,
      word(words.forN(units)),
      ({ groups = {} }): Bound => ({ lasting: (first) => lastDay(first, groups) }),
    ),
  ]);
}

/** "Until March", "bis Ende März 2027". */
const monthEnds = ({ until, endOf, months }: QuickWords): RegExp =>
  word(
    `(?:${until}) (?<last>(?:${endOf}) )?(?:${named("m", months)})(?:\\.(?= |$))?(?: (?<year>20\\d\\d))?(?! ?\\d)`,
  );

/** The first day of the next such month, or its last day. */
function dayOfMonthEnd(today: string, groups: Groups): string {
  const month = String(indexOf("m", groups)).padStart(2, "0");
  const first = (year: number) => `${year}-${month}-01`;
  const dayIn = (year: number) => (groups.last ? addDays(addMonths(first(year), 1), -1) : first(year));
  const year = Number(groups.year ?? today.slice(0, 4));
  return !groups.year && dayIn(year) < today ? dayIn(year + 1) : dayIn(year);
}

function lastDay(first: string, groups: Groups): string {
  const n = countOf(groups.n);
  const end =
    groups.month || groups.year
      ? addMonths(first, groups.year ? 12 * n : n)
      : addDays(first, groups.week ? 7 * n : n);
  return addDays(end, -1);
}
