import { dateIn } from "./dates.ts";
import { all, type Circumstances, type Found, word } from "./parse.ts";
import type { SimpleRule } from "./rules.ts";
import type { QuickWords } from "./words.ts";

export interface FoundRepeat {
  rule: SimpleRule;
  /** `every!`: counted from completion. */
  fromCompletion: boolean;
}

/** Rules such as "every 2 weeks", "every! 3 days", "every last friday", "every month on the 15th until 5 may". */
export function recurrenceIn(text: string, at: Circumstances): Found<FoundRepeat>[] {
  const { words } = at;
  const source = `(?:${words.every})(?<bang>!)?\\s+(?:(?:${words.article})\\s+)?(?:${bodies(words).join("|")})`;
  return all(text, word(source), ({ groups = {} }) => {
    const rule = ruleOf(groups, words);
    return rule && { rule, fromCompletion: Boolean(groups.bang) };
  }).map((found) => withEnd(found, text, at));
}

function bodies(words: QuickWords): string[] {
  const { day, week, month, year } = words.units;
  const name = words.weekdays.map((full, i) => `${full}|${words.shortWeekdays[i]}`).join("|");
  const months = words.months.map((source, i) => `(?<m${i + 1}>${source})`).join("|");
  const unit = `(?<day>${day})|(?<week>${week})|(?<month>${month})|(?<year>${year})`;
  const article = `(?:(?:${words.article})\\s+)?`;
  const on = `(?:\\s+(?:${words.on})\\s+${article}(?:(?<onLast>(?:${words.last})\\s+(?:${day}))|(?<onDay>\\d{1,2})(?:st|nd|rd|th|\\.)?))?`;
  const ordinal = `(?<last>${words.last})|${words.nth.map((source, i) => `(?<n${i + 1}>${source})`).join("|")}`;
  return [
    `(?<workday>${words.workday})`,
    `(?:${ordinal})\\s+(?:(?<lastDay>${day})|(?<nthName>${name}))`,
    `(?<yearDay>\\d{1,2})(?:st|nd|rd|th|\\.)?\\s(?:${months})`,
    `(?<list>(?:${name})(?:\\s*(?:${words.and})\\s*(?:${name}))*)`,
    `(?:(?<interval>\\d{1,3})|(?<other>${words.other}))?\\s*(?:${unit})${on}`,
    "(?<monthDay>\\d{1,2})(?:st|nd|rd|th|\\.)",
  ];
}

function ruleOf(groups: Record<string, string | undefined>, words: QuickWords): SimpleRule | undefined {
  const interval = groups.other ? 2 : Number(groups.interval ?? 1);
  if (interval < 1) return undefined;
  if (groups.workday) return { freq: "WEEKLY", interval: 1, days: [1, 2, 3, 4, 5] };
  if (groups.list) return { freq: "WEEKLY", interval: 1, days: daysOf(groups.list, words) };
  if (groups.nthName)
    return { freq: "MONTHLY", interval: 1, nth: nthOf(groups), days: daysOf(groups.nthName, words) };
  if (groups.lastDay) return groups.last ? { freq: "MONTHLY", interval: 1, monthDay: -1 } : undefined;
  if (groups.yearDay) {
    const month = words.months.findIndex((_, i) => groups[`m${i + 1}`]) + 1;
    return { freq: "YEARLY", interval: 1, month, ...monthDay(groups.yearDay) };
  }
  if (groups.monthDay) return { freq: "MONTHLY", interval: 1, ...monthDay(groups.monthDay) };
  if (groups.day) return { freq: "DAILY", interval };
  if (groups.week) return { freq: "WEEKLY", interval };
  if (groups.year) return { freq: "YEARLY", interval };
  const on = groups.onLast ? { monthDay: -1 } : groups.onDay ? monthDay(groups.onDay) : {};
  return { freq: "MONTHLY", interval, ...on };
}

function monthDay(text: string): { monthDay?: number } {
  const day = Number(text);
  return day >= 1 && day <= 31 ? { monthDay: day } : {};
}

const nthOf = (groups: Record<string, string | undefined>): number =>
  groups.last ? -1 : ([1, 2, 3, 4].find((n) => groups[`n${n}`]) ?? 1);

function daysOf(list: string, words: QuickWords): number[] {
  const days = words.weekdays.flatMap((full, i) =>
    word(`${full}|${words.shortWeekdays[i]}`).test(list) ? i + 1 : [],
  );
  return days.length > 0 ? days : [1];
}

/** Takes "until 5 may" or "10 times" along, where it follows. */
function withEnd(found: Found<FoundRepeat>, text: string, at: Circumstances): Found<FoundRepeat> {
  const rest = text.slice(found.end);
  const times = new RegExp(`^,?\\s+(?:for\\s+)?(\\d{1,4})\\s*(?:${at.words.times})(?!\\p{L})`, "iu").exec(
    rest,
  );
  if (times) return ending(found, times[0].length, { count: Number(times[1]) });
  const until = new RegExp(`^,?\\s+(?:${at.words.until})\\s+`, "iu").exec(rest);
  const date = until && dateIn(rest.slice(until[0].length), at).find(({ start }) => start === 0);
  return until && date ? ending(found, until[0].length + date.end, { until: date.value }) : found;
}

function ending(found: Found<FoundRepeat>, length: number, end: Partial<SimpleRule>): Found<FoundRepeat> {
  const { value, start } = found;
  return { start, end: found.end + length, value: { ...value, rule: { ...value.rule, ...end } } };
}
