import { addDays } from "../days.ts";
import { firstDate, type SimpleRule, toRrule } from "../simple-rule.ts";
import type { Due, GivenTask } from "../task/task.ts";
import { type Day, dateIn } from "./dates.ts";
import { inAll, languages } from "./languages.ts";
import { all, byPlace, type Found, word } from "./match.ts";
import { priorities } from "./priorities.ts";
import { type Bound, boundsIn, type FoundRepeat, recurrenceIn } from "./recurrences.ts";
import { reminderOf, remindersIn } from "./reminders.ts";
import { isGlued, isHalf, oddIn } from "./residue.ts";
import { type Clock, isWithin, momentIn, rangesIn, timeIn, timeOf } from "./times.ts";
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
    Required<Pick<GivenTask, "title" | "notes" | "priority" | "tags" | "due" | "reminders" | "recurrence">>;
}

/** A range of the text that stays in the title. */
type Place = Pick<Span, "start" | "end">;

/**
 * Reads a task from a sentence, in every language. Parts that the person dismissed, by their span's key, stay in the
 * title. When it is due is understood as a whole or not at all: where a part of it is left over, or two parts
 * contradict each other, all of them stay in the title.
 */
export function parseQuickAdd(text: string, at: Circumstances, dismissed: ReadonlySet<string>): Parsed {
  const rest = text.slice(longest);
  const parsed = readSentence(text.slice(0, longest), at, dismissed);
  if (rest) parsed.task.title = `${parsed.task.title}${rest}`.trim();
  return parsed;
}

/** Characters that are read as a sentence: what follows stays in the title, whoever shared or pasted it. */
const longest = 500;

function readSentence(text: string, at: Circumstances, dismissed: ReadonlySet<string>): Parsed {
  const left: Place[] = [];
  for (let isWhole = false; ; ) {
    const { parsed, rest, fits } = understand(text, at, { dismissed, left, isWhole });
    const half = parsed.spans.filter((span) => isHalf(text, masked(text, parsed.spans), span));
    const glued = half.filter(({ start, end }) => isGlued(text, start, end));
    const without = parsed.spans.filter(
      ({ kind }) => kind === "remind" && parsed.task.reminders.length === 0,
    );
    const isWhen = parsed.spans.some(({ kind }) => whenKinds.has(kind));
    const isRead = fits && half.length === 0 && !(isWhen && rest());
    if (isRead && without.length === 0) return parsed;
    // What is part of a longer word is no phrase; nor is a reminder without anything to count from.
    if (glued.length > 0) left.push(...glued);
    else if (half.some(({ kind }) => kind === "remind")) left.push(...half);
    else if (!isRead && isWhen) isWhole = true;
    else left.push(...without);
  }
}

const whenKinds: ReadonlySet<SpanKind> = new Set<SpanKind>(["date", "time", "repeat"]);

interface Reading {
  dismissed: ReadonlySet<string>;
  left: readonly Place[];
  /** Whether the phrase of when it is due stays in the title. */
  isWhole: boolean;
}

interface Understood {
  parsed: Parsed;
  /** Whether something is left in the title that says when. */
  rest: () => boolean;
  /** Whether the parts of when it is due fit each other. */
  fits: boolean;
}

function understand(text: string, at: Circumstances, reading: Reading): Understood {
  const { spans, claim, rest } = startReading(text, at.words, reading);
  // "#1234" is the number of something.
  const tags = claim("tag", (text) =>
    all(text, /(?<=^|\s)#(?=[^\s\p{L}]*\p{L})([\p{L}\p{N}_/-]{1,64})/gu, ([, tag = ""]) => tag),
  );
  const [priority] = claim("priority", priorities);
  const reminders = claim("remind", (text, words) => remindersIn(text, words, words === at.words));
  const when = reading.isWhole ? nothing : whenIn(claim, spans, at);
  spans.sort((a, b) => a.start - b.start);
  const { due, recurrence } = when;
  const parsed = {
    spans,
    task: {
      title: titleOf(text, spans),
      // A task has no end: it is kept where it can be read.
      notes: when.range ?? "",
      priority: priority ?? ("medium" as const),
      tags: [...new Set(tags)],
      due,
      reminders: reminders.flatMap((given) =>
        reminderOf(given, due, { ...at, repeats: recurrence !== null }),
      ),
      recurrence,
    },
  };
  const isBound = recurrence !== null;
  return { parsed, fits: when.fits, rest: () => rest((text, words) => remainsIn(text, at, words, isBound)) };
}

/** All that says when and was not taken. */
function remainsIn(
  text: string,
  at: Circumstances,
  words: QuickWords,
  repeats: boolean,
): [SpanKind, Place[]][] {
  return [
    ["repeat", recurrenceIn(text, words)],
    ["repeat", repeats ? boundsIn(text, at, words) : []],
    ["time", momentIn(text, words, at)],
    ["date", dateIn(text, at, words)],
    ["time", timeIn(text, words, words === at.words)],
    ["time", oddIn(text, words)],
  ];
}

/** Turns matches of one kind into spans; for most kinds only the first free match. */
type Claim = <Value>(kind: SpanKind, find: (text: string, words: QuickWords) => Found<Value>[]) => Value[];

/** Whether a sentence without its spans has matches that are not dismissed. */
type Rest = (find: (text: string, words: QuickWords) => [SpanKind, Place[]][]) => boolean;

function startReading(
  text: string,
  first: QuickWords,
  { dismissed, left }: Reading,
): { spans: Span[]; claim: Claim; rest: Rest } {
  const spans: Span[] = [];
  const inTurn = [first, ...Object.values(languages).filter((words) => words !== first)];
  const ignored = [...left];
  const keyOf = (kind: SpanKind, { start, end }: Place) => `${kind}:${text.slice(start, end).toLowerCase()}`;
  const isIgnored = ({ start, end }: Place) =>
    ignored.some((place) => start >= place.start && end <= place.end);
  const claim: Claim = (kind, find) => {
    const values = [];
    const blank = masked(text, spans);
    for (const { start, end, value } of byPlace(inTurn.flatMap((words) => find(blank, words)))) {
      const key = keyOf(kind, { start, end });
      if (dismissed.has(key)) ignored.push({ start, end });
      if (isIgnored({ start, end })) continue;
      if (spans.some((span) => start < span.end && end > span.start)) continue;
      spans.push({ kind, start, end, key });
      values.push(value);
      if (kind !== "tag" && kind !== "remind") break;
    }
    return values;
  };
  const rest: Rest = (find) => {
    const blank = masked(text, spans);
    const places = inTurn
      .flatMap((words) => find(blank, words))
      .flatMap(([kind, found]) => found.map((place) => ({ kind, ...place })));
    ignored.push(...places.filter((place) => dismissed.has(keyOf(place.kind, place))));
    return places.some((place) => !isIgnored(place) && !isGlued(text, place.start, place.end));
  };
  return { spans, claim, rest };
}

interface When {
  due: Due | null;
  recurrence: NonNullable<GivenTask["recurrence"]> | null;
  fits: boolean;
  /** `14:00–15:00`, of which the task is due at the start. */
  range?: string;
}
const nothing: When = { due: null, recurrence: null, fits: true };

/** When it is due: a moment from now, or a day, a time and the first day of a rule, as far as they are given. */
function whenIn(claim: Claim, spans: readonly Span[], at: Circumstances): When {
  const [repeat] = claim("repeat", (text, words) => recurrenceIn(text, words));
  const [bound] = repeat ? claim("repeat", (text, words) => boundsIn(text, at, words)) : [];
  const [moment] = claim("time", (text, words) => momentIn(text, words, at));
  if (moment) return { ...nothing, due: moment, fits: !repeat };
  const dates = (text: string, words: QuickWords) => dateIn(text, at, words);
  const isPart = ({ value }: Found<Day>) => Boolean(value.part);
  // A part of the day is a time, and its chip shows a time.
  const [part] = claim("time", (text, words) => dates(text, words).filter(isPart));
  const [day] = part
    ? [part]
    : claim("date", (text, words) => dates(text, words).filter((one) => !isPart(one)));
  const from = day && spans.at(-1)?.key;
  const [clock] = claim("time", (text, words) => [
    ...rangesIn(text, words, words === at.words),
    ...timeIn(text, words, words === at.words),
  ]);
  const partOfDay = day?.part ?? repeat?.part;
  if (clock && !isWithin(clock, partOfDay)) return { ...nothing, fits: false };
  const when = repeat
    ? repeating({ repeat, bound, day, clock, isFrom: Boolean(from && isFrom(from)) }, at)
    : { ...nothing, due: dueOf(day, clock, undefined, at) };
  const end = clock?.end && timeOf(clock.end, partOfDay).time;
  return end && when.due ? { ...when, range: `${when.due.time}–${end}` } : when;
}

const isFrom = (key: string): boolean =>
  word(
    inAll(({ from }) => from),
    "iu",
  ).test(key.replace(/^\w+:/, "").split(/\s/, 1)[0] ?? "");

interface Repeating {
  repeat: FoundRepeat;
  bound: Bound | undefined;
  day: Day | undefined;
  clock: Clock | undefined;
  /** Whether the day is said to be the first, which the rule need not name. */
  isFrom: boolean;
}

function repeating({ repeat, bound, day, clock, isFrom }: Repeating, at: Circumstances): When {
  const due = dueOf(day, clock, repeat, at);
  if (!due) return { ...nothing, fits: false };
  if (day?.ofMonth && !isFrom && repeat.rule.freq !== "MONTHLY") return { ...nothing, fits: false };
  const shifted = firstDate(repeat.rule, due.date) === due.date ? repeat.rule : dayLater(repeat.rule);
  const isNamed = !day || isFrom || firstDate(repeat.rule, day.date) === day.date;
  if (!shifted || !isNamed) return { ...nothing, fits: false };
  const rule = bounded(shifted, bound, due.date);
  const fits = !rule.until || rule.until >= due.date;
  const mode = repeat.fromCompletion ? "completion" : "schedule";
  return { due, recurrence: { rrule: toRrule(rule), mode, exdates: [] }, fits };
}

function bounded(rule: SimpleRule, bound: Bound | undefined, first: string): SimpleRule {
  if (!bound) return rule;
  return { ...rule, ...("lasting" in bound ? { until: bound.lasting(first) } : bound) };
}

/** "Every Friday night at 1" is on Saturdays; undefined where no rule says the day after. */
function dayLater(rule: SimpleRule): SimpleRule | undefined {
  if (rule.freq !== "WEEKLY" || !rule.days) return undefined;
  return { ...rule, days: rule.days.map((day) => (day % 7) + 1) };
}

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
