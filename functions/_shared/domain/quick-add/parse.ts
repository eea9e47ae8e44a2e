import { addDays } from "../days.ts";
import { firstDate, toRrule } from "../simple-rule.ts";
import type { Due, GivenTask } from "../task/task.ts";
import { type Day, dateIn } from "./dates.ts";
import { languages } from "./languages.ts";
import { all, byPlace, type Found } from "./match.ts";
import { priorities } from "./priorities.ts";
import { type FoundRepeat, recurrenceIn } from "./recurrences.ts";
import { reminderOf, remindersIn } from "./reminders.ts";
import { isHalf } from "./residue.ts";
import { type Clock, momentIn, timeIn, timeOf } from "./times.ts";
import { type Circumstances, partTimes, type QuickWords } from "./words.ts";

export type SpanKind = "date" | "time" | "repeat" | "priority" | "tag" | "remind";

/** A part of the text that was understood; `key` identifies it while the person continues typing. */
export interface Span {
  kind: SpanKind;
  start: number;
  end: number;
  key: string;
}

export interface Parsed {
  spans: Span[];
  task: GivenTask &
    Required<Pick<GivenTask, "title" | "priority" | "tags" | "due" | "reminders" | "recurrence">>;
}

/** A range of the text that stays in the title. */
type Place = Pick<Span, "start" | "end">;

/**
 * Reads a task from a sentence, in every language. Parts that the person dismissed, by their span's key, stay in the
 * title, and so does a phrase that was only partly understood.
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
  const { spans, claim } = startReading(text, at.words, dismissed, left);
  const tags = claim("tag", (text) =>
    all(text, /(?<=^|\s)#([\p{L}\p{N}_/-]{1,64})/gu, ([, tag = ""]) => tag),
  );
  const [priority] = claim("priority", priorities);
  const reminders = claim("remind", (text, words) => remindersIn(text, words, words === at.words));
  const [repeat] = claim("repeat", (text, words) => recurrenceIn(text, at, words));
  const due = whenIn(claim, repeat, at);
  spans.sort((a, b) => a.start - b.start);
  return {
    spans,
    task: {
      title: titleOf(text, spans),
      notes: "",
      priority: priority ?? "medium",
      tags: [...new Set(tags)],
      due,
      reminders: reminders.flatMap((given) => reminderOf(given, due, at)),
      recurrence: repeat ? recurrenceOf(repeat) : null,
    },
  };
}

/** Turns matches of one kind into spans; for most kinds only the first free match. */
type Claim = <Value>(kind: SpanKind, find: (text: string, words: QuickWords) => Found<Value>[]) => Value[];

function startReading(
  text: string,
  first: QuickWords,
  dismissed: ReadonlySet<string>,
  left: readonly Place[],
): { spans: Span[]; claim: Claim } {
  const spans: Span[] = [];
  const inTurn = [first, ...Object.values(languages).filter((words) => words !== first)];
  const ignored = [...left];
  const claim: Claim = (kind, find) => {
    const values = [];
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
  return { spans, claim };
}

/** When it is due: a moment from now, or a day, a time and the first day of a rule, as far as they are given. */
function whenIn(claim: Claim, repeat: FoundRepeat | undefined, at: Circumstances): Due | null {
  const [moment] = claim("time", (text, words) => momentIn(text, words, at));
  if (moment) return moment;
  const dates = (text: string, words: QuickWords) => dateIn(text, at, words);
  const isPart = ({ value }: Found<Day>) => Boolean(value.part);
  // A part of the day is a time, and its chip shows a time.
  const [part] = claim("time", (text, words) => dates(text, words).filter(isPart));
  const [day] = part
    ? [part]
    : claim("date", (text, words) => dates(text, words).filter((one) => !isPart(one)));
  const [clock] = claim("time", (text, words) => timeIn(text, words, words === at.words));
  return dueOf(day, clock, repeat, at);
}

const recurrenceOf = ({ rule, fromCompletion }: FoundRepeat): NonNullable<GivenTask["recurrence"]> => ({
  rrule: toRrule(rule),
  mode: fromCompletion ? "completion" : "schedule",
  exdates: [],
});

// A matched part is hidden from the following matchers, and nothing matches across it.
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
  repeat: FoundRepeat | undefined,
  at: Circumstances,
): Due | null {
  if (!day && !clock && !repeat) return null;
  const part = day?.part ?? repeat?.part;
  const said = clock && timeOf(clock, part);
  const time = said?.time ?? (part && partTimes[part]);
  // A time that has passed today means the next possible day.
  const earliest = time && time <= at.time && !said?.nextDay ? addDays(at.today, 1) : at.today;
  const from = day?.date ?? earliest;
  const first = repeat ? firstDate(repeat.rule, from) : from;
  return { date: said?.nextDay ? addDays(first, 1) : first, ...(time && { time }) };
}
