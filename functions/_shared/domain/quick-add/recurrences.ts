import type { SimpleRule } from "../simple-rule.ts";
import { dateIn } from "./dates.ts";
import { all, byPlace, type Found, type Groups, indexOf, maybe, named, word } from "./match.ts";
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

/** Rules such as "every 2 weeks", "every! 3 days", "the last friday of every month", "every month on the 15th until 5 may". */
export function recurrenceIn(text: string, at: Circumstances, words: QuickWords): Found<FoundRepeat>[] {
  const every = `(?:${words.every})(?<bang>!)?\\s+${maybe(words.article)}`;
  const on = `${maybe(words.on)}${maybe(words.article)}`;
  const ofEvery = `${on}(?:${dayOfMonth(words)})\\s+(?:${words.ofEveryMonth})`;
  const sources: Form[] = [
    ...forms(words).map(([body, read]): Form => [`${every}(?:${body})`, read]),
    [ofEvery, (groups) => ruleOfDay(groups, words)],
  ];
  const found = sources.flatMap(([source, read]) =>
    all(text, word(source), ({ groups = {} }) => {
      const rule = read(groups);
      const part = partIn(groups);
      return rule && { rule, fromCompletion: Boolean(groups.bang), ...(part && { part }) };
    }),
  );
  return byPlace(found.map((one) => withEnd(one, text, at, words)));
}

function forms(words: QuickWords): Form[] {
  const { day, week, month, year } = words.units;
  const name = words.weekdays.map((full, i) => `${full}|${words.shortWeekdays[i]}`).join("|");
  const unit = `(?<day>${day})|(?<week>${week})|(?<month>${month})|(?<year>${year})`;
  const count = `(?<interval>\\d{1,3}|${words.numbers})|(?<other>${words.other})|${named("nth", words.nth)}`;
  const inMonth = `(?:${words.ofMonth}|${words.ofEveryMonth})`;
  const part = partSource(words.parts);
  return [
    [`(?:${words.workday})`, () => ({ freq: "WEEKLY", interval: 1, days: [1, 2, 3, 4, 5] })],
    [
      `${maybe(`(?<other>${words.other})`)}(?<list>(?:${name})(?:\\s*(?:${words.and})\\s*(?:${name}))*)(?:\\s*(?:${part}))?`,
      ({ other, list = "" }) => ({ freq: "WEEKLY", interval: other ? 2 : 1, days: daysOf(list, words) }),
    ],
    [`(?:${dayOfMonth(words)})\\s+${inMonth}`, (groups) => ruleOfDay(groups, words)],
    [`(?:${dayOfMonth(words)})`, (groups) => (groups.dayName ? undefined : ruleOfDay(groups, words))],
    [
      `(?<yearDay>\\d{1,2})(?:st|nd|rd|th|\\.)?\\s(?:of\\s+)?(?:${named("m", words.months)})`,
      (groups) => {
        const on = monthDay(groups.yearDay ?? "");
        return on && { freq: "YEARLY", interval: 1, month: indexOf("m", groups), ...on };
      },
    ],
    [
      `(?:(?:${count})\\s*)?(?:${unit})(?:\\s+(?:${words.on})\\s+${maybe(words.article)}(?:${dayOfMonth(words)}|(?<bare>\\d{1,2})))?`,
      (groups) => ruleOfUnit(groups, words),
    ],
    [`(?:${part})`, () => ({ freq: "DAILY", interval: 1 })],
  ];
}

function ruleOfUnit(groups: Groups, words: QuickWords): SimpleRule | undefined {
  const interval = groups.other ? 2 : indexOf("nth", groups) || countOf(groups.interval);
  if (groups.interval === "0") return undefined;
  const on = groups.bare ? monthDay(groups.bare) : ruleOfDay(groups, words);
  const isOn = Object.keys(groups).some(
    (key) => groups[key] && /^(?:bare|last|n\d|figure|ordinal)/.test(key),
  );
  if (isOn && (!on || !groups.month)) return undefined;
  if (groups.month) return { ...on, freq: "MONTHLY", interval };
  return { freq: groups.day ? "DAILY" : groups.week ? "WEEKLY" : "YEARLY", interval };
}

/** Includes a following "until 5 may" or "10 times". */
function withEnd(
  found: Found<FoundRepeat>,
  text: string,
  at: Circumstances,
  words: QuickWords,
): Found<FoundRepeat> {
  const rest = text.slice(found.end);
  const times = new RegExp(`^,?\\s+(?:for\\s+)?(\\d{1,4})\\s*(?:${words.times})(?!\\p{L})`, "iu").exec(rest);
  if (times) return ending(found, times[0].length, { count: Number(times[1]) });
  const until = new RegExp(`^,?\\s+(?:${words.until})\\s+`, "iu").exec(rest);
  const date = until && dateIn(rest.slice(until[0].length), at, words).find(({ start }) => start === 0);
  return until && date ? ending(found, until[0].length + date.end, { until: date.value.date }) : found;
}

function ending(found: Found<FoundRepeat>, length: number, end: Partial<SimpleRule>): Found<FoundRepeat> {
  const { value, start } = found;
  return { start, end: found.end + length, value: { ...value, rule: { ...value.rule, ...end } } };
}
