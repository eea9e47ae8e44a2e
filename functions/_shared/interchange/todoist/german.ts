import { german } from "../../domain/quick-add/german.ts";
import { parseQuickAdd } from "../../domain/quick-add/parse.ts";
import type { NewTask } from "../../domain/task/task.ts";
import { localDateTime } from "../../domain/time.ts";

/** When a row is due in German words, on the clock of its zone. */
export interface ReadGerman {
  due: { date: string; time?: string };
  recurrence?: NonNullable<NewTask["recurrence"]>;
  fromToday: boolean;
}

/** A placeholder for the title that quick add expects. */
const title = "Aufgabe";

/**
 * Reads a date or repetition in German as quick add does; undefined unless all of it is understood. Todoist counts
 * "jeden! Montag" and "nach 3 Tagen" from completion.
 */
export function readGerman(given: string, now: Date, zone: string): ReadGerman | undefined {
  const text = given.trim().replace(/\s+/g, " ");
  const fromCompletion = /^(?:jede[nrsm]?|alle) ?!/i.test(text);
  const plain = text
    .replace(/^(jede[nrsm]?|alle) ?! ?/i, "$1 ")
    .replace(/\b(?:beginnend|startend) (?:am |ab )?/i, "ab ")
    .replace(/\b(?:endend) (?:am )?/i, "bis ");
  const { date: today, time } = localDateTime(now, zone);
  const at = { today, time, zone, words: german, dayFirst: true };
  const { task } = parseQuickAdd(`${title} ${plain}`, at, new Set());
  if (task.title !== title || !task.due || task.reminders.length > 0 || task.tags.length > 0)
    return undefined;
  const { due, recurrence } = task;
  const rrule = recurrence?.rrule ?? "";
  const begins = /\bab\b/i.test(plain);
  return {
    due: { date: due.date, ...(due.time && { time: due.time }) },
    ...(recurrence && {
      recurrence: {
        rrule,
        exdates: [],
        mode: fromCompletion ? "completion" : (recurrence.mode ?? "schedule"),
      },
    }),
    fromToday: rrule !== "" && !begins && (!/;BY/.test(rrule) || rrule.includes("INTERVAL=")),
  };
}
