import { describe } from "../domain/recurrence/index.ts";
import type { Language } from "../domain/settings.ts";
import type { Due, Task } from "../domain/task/task.ts";
import { localDateTime } from "../domain/time.ts";
import type { ToolContext } from "./tool.ts";

type Place = Pick<ToolContext, "zone" | "language">;

const day = new Intl.DateTimeFormat("en-GB", {
  ...{ weekday: "short", day: "numeric", month: "short", year: "numeric", timeZone: "UTC" },
});

/** A local date in words, "Fri 3 Oct 2026". */
const dayWords = (date: string): string => day.format(new Date(`${date}T00:00:00Z`)).replace(",", "");

/** When something is due, without anything left to interpret: "Fri 3 Oct 2026 09:00 Europe/Berlin"; all day: the date. */
export function dueWords(due: Due, zone: string): string {
  const words = dayWords(due.date);
  return due.time ? `${words} ${due.time} ${due.time_zone ?? zone}` : words;
}

/** An instant in the person's zone, in the same form. */
export const instantWords = (instant: Date, zone: string): string =>
  dueWords(localDateTime(instant, zone), zone);

/** A rule in words; the rule itself for one that this version cannot describe. */
function ruleWords(rrule: string, language: Language, zone: string): string {
  try {
    return describe(rrule, language, zone);
  } catch {
    return rrule;
  }
}

/** A task as a row of a list: without notes, which only `get_task` returns, and without what is empty. */
export function rowOf(task: Task, { zone, language }: Place) {
  return {
    ...{ id: task.id, version: task.version, title: task.title, status: task.status },
    ...(task.priority !== "medium" && { priority: task.priority }),
    ...(task.due && { due: dueWords(task.due, zone) }),
    ...(task.recurrence && { repeats: ruleWords(task.recurrence.rrule, language, zone) }),
    ...(task.tags.length > 0 && { tags: task.tags }),
    ...(task.deleted_at && { in_trash: true }),
  };
}

/** Most bytes of notes, as JSON, in one result. */
const mostNotes = 24_000;

/** A task without its notes. */
export function taskOf(task: Task, { zone, language }: Place) {
  const { due, recurrence, reminders, snoozed_until, skipped_at, completed_at, deleted_at } = task;
  const at = (instant: string | null) => instant && instantWords(new Date(instant), zone);
  return {
    ...rowOf(task, { zone, language }),
    priority: task.priority,
    ...(due && { due_on: due }),
    ...(recurrence && {
      recurrence: { rrule: recurrence.rrule, mode: recurrence.mode, ...few(recurrence.exdates) },
    }),
    ...(reminders.length > 0 && { reminders }),
    ...(snoozed_until && { snoozed_until: at(snoozed_until) }),
    ...(skipped_at && { skipped: at(skipped_at) }),
    ...(completed_at && { completed: at(completed_at) }),
    ...(deleted_at && { deleted: at(deleted_at) }),
    created: at(task.created_at),
    changed: at(task.updated_at),
    ...(task.notes && { notes_length: task.notes.length }),
  };
}

/** Notes from a character on, with a mark when they are cut. */
export function notesOf({ notes }: Task, notesFrom = 0) {
  let [from, to] = slice(notes, notesFrom, mostNotes);
  while (Buffer.byteLength(JSON.stringify(notes.slice(from, to))) > mostNotes)
    [from, to] = slice(notes, notesFrom, Math.floor((to - from) / 2));
  const rest = to < notes.length ? { notes_truncated: true, notes_next: to } : {};
  return { notes: notes.slice(from, to), ...rest };
}

const few = (exdates: string[]) =>
  exdates.length > 0
    ? { exdates: exdates.slice(-50), ...(exdates.length > 50 && { exdates_truncated: true }) }
    : {};

// Never between the halves of a surrogate pair.
function slice(text: string, from: number, most: number): [from: number, to: number] {
  const whole = (at: number) => (/[\uDC00-\uDFFF]/.test(text[at] ?? "") ? at - 1 : at);
  return [whole(from), from + most < text.length ? whole(from + most) : text.length];
}

/** A text of at most so many characters, with a mark when it is cut. */
export function clip(text: string, most = 200): string {
  if (text.length <= most) return text;
  const [, to] = slice(text, 0, most);
  return `${text.slice(0, to)}… [cut: ${text.length - to} more characters]`;
}
