import type { Due, NewTask } from "../../../core/types.ts";
import { firstDate, type SimpleRule, toRrule } from "../../../lib/rrule.ts";
import { addDays } from "../../../lib/zone.ts";
import { type Day, dateIn } from "./dates.ts";
import { languages } from "./languages.ts";
import { all, byPlace, type Found } from "./match.ts";
import { priorities } from "./priorities.ts";
import { recurrenceIn } from "./recurrences.ts";
import { reminderOf, remindersIn } from "./reminders.ts";
import { isHalf } from "./residue.ts";
import { type Clock, momentIn, timeIn, timeOf } from "./times.ts";
import { type Circumstances, partTimes, type QuickWords } from "./words.ts";

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

/** A place in the text that is left to the title, with all that is in it. */
type Place = Pick<Span, "start" | "end">;

/**
 * Reads a task out of a sentence, in every language; what the person dismissed, by its span's key, stays part of
 * the title, and so does a phrase that would be taken only in part.
 */
export function parseQuickAdd(text: string, at: Circumstances, dismissed: ReadonlySet<string>): Parsed {
  const left: Place[] = [];
  for (;;) {
    const parsed = understand(text, at, dismissed, left);
    const blank = masked(text, parsed.spans);
    const half = parsed.spans.filter(
      ({ kind, start, end }) =>
        (kind === "remind" && parsed.task.reminders.length === 0) ||
        (kind !== "tag" && kind !== "priority" && isHalf(text, blank, start, end)),
    );
    if (half.length === 0) return parsed;
    left.push(...half);
  }
}

function understand(
  text: string,
  at: Circumstances,
  dismissed: ReadonlySet<string>,
  left: readonly Place[],
): Parsed {
  const spans: Span[] = [];
  const inTurn = [at.words, ...Object.values(languages).filter((words) => words !== at.words)];
  const ignored = [...left];
  const take = <Value>(kind: SpanKind, find: (text: string, words: QuickWords) => Found<Value>[]) => {
    const values: Value[] = [];
    const blank = masked(text, spans);
    for (const { start, end, value } of byPlace(inTurn.flatMap((words) => find(blank, words)))) {
      const key = `${kind}:${text.slice(start, end).toLowerCase()}`;
      if (dismissed.has(key)) ignored.push({ start, end });
      if (ignored.some((place) => start >= place.start && end <= place.end)) continue;
      if (spans.some((span) => start < span.end && end > span.start)) continue;
      spans.push({ kind, start, end, key });
      values.push(value);
      if (kind !== "tag" && kind !== "remind") break;
    }
    return values;
  };
  const tags = take("tag", (text) => all(text, /(?<=^|\s)#([\p{L}\p{N}_/-]{1,64})/gu, ([, tag = ""]) => tag));
  const [priority] = take("priority", priorities);
  const reminders = take("remind", (text, words) => remindersIn(text, words, words === at.words));
  const [repeat] = take("repeat", (text, words) => recurrenceIn(text, at, words));
  const [moment] = take("time", (text, words) => momentIn(text, words, at));
  const dates = (text: string, words: QuickWords) => dateIn(text, at, words);
  const isPart = ({ value }: Found<Day>) => Boolean(value.part);
  // A day's part is a time, by its chip as well.
  const [part] = moment ? [] : take("time", (text, words) => dates(text, words).filter(isPart));
  const [day] =
    moment || part ? [] : take("date", (text, words) => dates(text, words).filter((one) => !isPart(one)));
  const [clock] = moment ? [] : take("time", (text, words) => timeIn(text, words, words === at.words));
  spans.sort((a, b) => a.start - b.start);

  const due = moment ?? dueOf(part ?? day, clock, repeat, at);
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

// What is taken is out of reach for the matchers that follow, and nothing reads across it.
function masked(text: string, spans: readonly Place[]): string {
  return spans.reduce(
    (left, { start, end }) => left.slice(0, start) + "\u0000".repeat(end - start) + left.slice(end),
    text,
  );
}

function titleOf(text: string, spans: readonly Span[]): string {
  const title = masked(text, spans)
    .replace(/\0+[,;:]?(?=\s|$)/g, " ")
    .replaceAll("\u0000", " ")
    .replace(/\s+/g, " ")
    .trim();
  return /[^\s,;:]/.test(title) ? title : text.trim();
}

function dueOf(
  day: Day | undefined,
  clock: Clock | undefined,
  repeat: { rule: SimpleRule; part?: Day["part"] } | undefined,
  at: Circumstances,
): Due | null {
  if (!day && !clock && !repeat) return null;
  const part = day?.part ?? repeat?.part;
  const said = clock && timeOf(clock, part);
  const time = said?.time ?? (part && partTimes[part]);
  // A time that has passed today is meant for the next day it can be.
  const earliest = time && time <= at.time && !said?.nextDay ? addDays(at.today, 1) : at.today;
  const from = day?.date ?? earliest;
  const first = repeat ? firstDate(repeat.rule, from) : from;
  return { date: said?.nextDay ? addDays(first, 1) : first, ...(time && { time }) };
}
