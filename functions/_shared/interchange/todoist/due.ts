import { addDays } from "../../domain/days.ts";
import { checkRule, InvalidRecurrence, occurrences } from "../../domain/recurrence/index.ts";
import { localDate, toInstant } from "../../domain/time.ts";
import type { ImportContext, TaskDraft } from "../types.ts";
import { type ReadDate, readDate, readForeign } from "./dates.ts";
import { readGerman as german } from "./german.ts";
import { type ReadRepetition, readRepetition } from "./repeats.ts";

/** When a row is due, and how it repeats; `fromToday` if it starts on the day of the import. */
export interface ReadDue extends Pick<TaskDraft, "due" | "recurrence"> {
  fromToday: boolean;
}

/** Longest date that people write: the time to search a text for a date grows with its length. */
const longest = 200;

/**
 * Reads the DATE of a row; undefined for unknown words. `zone` is that of the row, `language` that of its
 * words, as DATE_LANG names it. (Default: English)
 */
export function readDue(
  given: string,
  context: ImportContext,
  zone: string,
  language = "en",
): ReadDue | undefined {
  if (given.length > longest) return undefined;
  const code = language.slice(0, 2).toLowerCase();
  return (
    (code === "de" ? readGerman(given, context, zone) : undefined) ?? inEnglish(given, context, zone, code)
  );
}

function readGerman(given: string, context: ImportContext, zone: string): ReadDue | undefined {
  const read = german(given, context.now, zone);
  return read && { ...read, due: dueIn(read.due, context, zone) };
}

function inEnglish(given: string, context: ImportContext, zone: string, code: string): ReadDue | undefined {
  const repetition = readRepetition(given.trim().toLowerCase().replace(/\s+/g, " "));
  if (repetition) return repeating(repetition, context, zone);
  const once = readDate(given, context, zone) ?? readForeign(given, context, zone, code);
  return once && { due: dueIn(once, context, zone), fromToday: false };
}

const dueIn = (read: ReadDate, context: ImportContext, zone: string) => ({
  ...read,
  ...(read.time && zone !== context.zone && { time_zone: zone }),
});

function repeating(repetition: ReadRepetition, context: ImportContext, zone: string): ReadDue | undefined {
  const { mode, starting, until } = repetition;
  const start = starting ? readDate(starting, context, zone) : undefined;
  const end = until ? readDate(until, context, zone) : undefined;
  if ((starting && !start) || (until && !end)) return undefined;
  const rrule = ruleUntil(repetition.rrule, end?.date);
  if (!rrule) return undefined;
  const time = repetition.time ?? start?.time;
  const base = start?.date ?? firstDay(time, context, zone);
  const date = namesDays(rrule) ? firstNamed(rrule, base, zone) : base;
  return {
    due: dueIn({ date, ...(time && { time }) }, context, zone),
    recurrence: { rrule, mode, exdates: [] },
    fromToday: !start && (!namesDays(rrule) || rrule.includes("INTERVAL=")),
  };
}

const namesDays = (rrule: string): boolean => /;BY/.test(rrule);

function ruleUntil(rrule: string, date: string | undefined): string | undefined {
  try {
    return checkRule(date ? `${rrule};UNTIL=${date.replaceAll("-", "")}` : rrule);
  } catch (error) {
    if (error instanceof InvalidRecurrence) return undefined;
    throw error;
  }
}

// Today, or tomorrow when the time of day has passed.
function firstDay(time: string | undefined, { now }: ImportContext, zone: string): string {
  const today = localDate(now, zone);
  return time && toInstant({ date: today, time }, zone) < now ? addDays(today, 1) : today;
}

// A series always contains its first day, even if the rule does not: start a day earlier and use the second.
function firstNamed(rrule: string, base: string, zone: string): string {
  const anchor = { date: addDays(base, -1) };
  const everyOne = rrule.replace(/INTERVAL=\d+;/, "").replace(/;UNTIL=\d+/, "");
  const found = occurrences({ rrule: everyOne, mode: "schedule", exdates: [], anchor }, zone, { limit: 2 });
  return found[1]?.due.date ?? base;
}
