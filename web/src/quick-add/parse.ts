import type { Due, NewTask, Reminder } from "../core/types.ts";
import { addDays, instantOf } from "../lib/zone.ts";
import { dateIn } from "./dates.ts";
import { recurrenceIn } from "./recurrences.ts";
import { firstDate, toRrule } from "./rules.ts";
import { timeIn } from "./times.ts";
import type { QuickWords } from "./words.ts";

/** Where and when the person is. */
export interface Circumstances {
  /** Local date and time. */
  today: string;
  time: string;
  zone: string;
  words: QuickWords;
  /** Whether `5/10` is the fifth of October. */
  dayFirst: boolean;
}

export type SpanKind = "date" | "time" | "repeat" | "priority" | "tag" | "remind";

/** A part of the text that was understood; `key` names it while the person goes on typing. */
export interface Span {
  kind: SpanKind;
  start: number;
  end: number;
  key: string;
}

export interface Parsed {
  spans: Span[];
  task: NewTask;
}

/** A part that was found, before anything is made of it. */
export interface Found<Value> {
  start: number;
  end: number;
  value: Value;
}

/** Reads a task out of a sentence; what the person dismissed, by its span's key, stays part of the title. */
export function parseQuickAdd(text: string, at: Circumstances, dismissed: ReadonlySet<string>): Parsed {
  const spans: Span[] = [];
  const take = <Value>(kind: SpanKind, find: (text: string) => Found<Value>[]): Value[] => {
    const values: Value[] = [];
    for (const { start, end, value } of find(masked(text, spans))) {
      const key = `${kind}:${text.slice(start, end).toLowerCase()}`;
      if (dismissed.has(key) || spans.some((span) => start < span.end && end > span.start)) continue;
      spans.push({ kind, start, end, key });
      values.push(value);
      if (kind !== "tag" && kind !== "remind") break;
    }
    return values;
  };
  const tags = take("tag", (text) => all(text, /(?<=^|\s)#([\p{L}\p{N}_/-]{1,64})/gu, ([, tag = ""]) => tag));
  const [priority] = take("priority", (text) => priorities(text, at.words));
  const reminders = take("remind", (text) => remindersIn(text, at.words));
  const [repeat] = take("repeat", (text) => recurrenceIn(text, at));
  const [date] = take("date", (text) => dateIn(text, at));
  const [time] = take("time", (text) => timeIn(text, at.words));
  spans.sort((a, b) => a.start - b.start);

  const due = dueOf(date, time, repeat && { from: repeat.rule }, at);
  return {
    spans,
    task: {
      title: titleOf(text, spans),
      notes: "",
      priority: priority ?? "medium",
      tags: [...new Set(tags)],
      due,
      reminders: reminders.flatMap((given) => reminderOf(given, due, at)),
      recurrence: repeat
        ? {
            rrule: toRrule(repeat.rule),
            mode: repeat.fromCompletion ? "completion" : "schedule",
            exdates: [],
          }
        : null,
    },
  };
}

/** Every match of an expression that `read` makes something of. */
export function all<Value>(
  text: string,
  expression: RegExp,
  read: (match: RegExpExecArray) => Value | undefined,
): Found<Value>[] {
  return [...text.matchAll(expression)].flatMap((match) => {
    const value = read(match);
    return value === undefined ? [] : [{ start: match.index, end: match.index + match[0].length, value }];
  });
}

/** A word boundary that knows letters beyond ASCII. */
export const word = (source: string, flags = "giu"): RegExp =>
  new RegExp(`(?<![\\p{L}\\p{N}])(?:${source})(?![\\p{L}\\p{N}])`, flags);

// What is taken is out of reach for the matchers that follow, and nothing reads across it.
function masked(text: string, spans: readonly Span[]): string {
  return spans.reduce(
    (left, { start, end }) => left.slice(0, start) + "\u0000".repeat(end - start) + left.slice(end),
    text,
  );
}

function titleOf(text: string, spans: readonly Span[]): string {
  const title = masked(text, spans).replaceAll("\u0000", " ").replace(/\s+/g, " ").trim();
  return title || text.trim();
}

function priorities(text: string, { priorities: names }: QuickWords): Found<"high" | "medium" | "low">[] {
  const levels = ["high", "medium", "low"] as const;
  const source = levels.map((level) => `(?<${level}>${names[level]})`).join("|");
  return all(
    text,
    new RegExp(`(?<=^|\\s)(?:!(?:${source}|(?<n>[123]))|(?<marks>!{2,3})|p(?<p>[123]))(?=\\s|$)`, "giu"),
    ({ groups = {} }) => {
      if (groups.marks) return groups.marks.length === 3 ? "high" : "medium";
      const digit = groups.n ?? groups.p;
      return digit ? levels[Number(digit) - 1] : levels.find((level) => groups[level]);
    },
  );
}

type GivenReminder = { before: string } | { time: string };

function remindersIn(text: string, words: QuickWords): Found<GivenReminder>[] {
  const { minute, hour, day, week } = words.timeUnits;
  const amount = `(?<n>\\d{1,3}|${words.a})\\s?(?:(?<minute>${minute})|(?<hour>${hour})|(?<day>${day})|(?<week>${week}))`;
  const relative = word(`(?:${words.remind})\\s+${amount}(?:\\s+(?:${words.before}))?`);
  const short = new RegExp(`(?<=^|\\s)\\*${amount}(?=\\s|$)`, "giu");
  const read = ({ groups = {} }: RegExpExecArray): GivenReminder => {
    const n = Number(groups.n) || 1;
    if (groups.week) return { before: `P${n}W` };
    if (groups.day) return { before: `P${n}D` };
    return { before: groups.hour ? `PT${n}H` : `PT${n}M` };
  };
  const found: Found<GivenReminder>[] = [...all(text, relative, read), ...all(text, short, read)];
  for (const { value, ...at } of timeIn(text, words, `(?:${words.remind})\\s+`))
    found.push({ ...at, value: { time: value } });
  if (found.length > 0) return found;
  // "Remind me" alone: when it is due.
  return all(text, word(words.remind.split("|")[0] ?? ""), () => ({ before: "PT0S" }));
}

function reminderOf(given: GivenReminder, due: Due | null, at: Circumstances): Reminder[] {
  if ("before" in given) return due ? [given] : [];
  const date = due?.date ?? (given.time > at.time ? at.today : addDays(at.today, 1));
  return [{ at: instantOf({ date, time: given.time }, at.zone).toISOString() }];
}

function dueOf(
  date: string | undefined,
  time: string | undefined,
  repeat: { from: Parameters<typeof firstDate>[0] } | undefined,
  at: Circumstances,
): Due | null {
  if (!date && !time && !repeat) return null;
  // A time that has passed today is meant for the next day it can be.
  const earliest = time && time <= at.time ? addDays(at.today, 1) : at.today;
  const day = repeat ? firstDate(repeat.from, date ?? earliest) : (date ?? earliest);
  return { date: day, ...(time && { time }) };
}
