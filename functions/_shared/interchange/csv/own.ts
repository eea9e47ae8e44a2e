import { checkRule, InvalidRecurrence } from "../../domain/recurrence/index.ts";
import type { Reminder } from "../../domain/task/task.ts";
import { Due, Instant, Reminder as ReminderSchema } from "../../domain/task/task.ts";
import type { Collection } from "../collect.ts";
import { contentKey, uidOf } from "../identity.ts";
import { because } from "../reasons.ts";
import type { Place, Report } from "../report.ts";
import { quoted, tagsOf, titleAndNotes } from "../text.ts";
import type { ImportContext, TaskDraft } from "../types.ts";
import type { Row, Table } from "./table.ts";

/** Whether a table is our own export, also after a person left out columns of it. */
export const isOwn = ({ columns }: Table): boolean =>
  columns.includes("title") && columns.includes("due_date");

/**
 * The tasks of our own table. A row with the id of a task of this user is that task; one that a person added has no id.
 * Dates and times that a spreadsheet reformatted are read if they are unambiguous.
 */
export function addOwn({ rows }: Table, context: ImportContext, collection: Collection): void {
  for (const [index, row] of rows.entries()) {
    context.progress?.(index, rows.length);
    const cells = Object.fromEntries(Object.entries(row.cells).map(([name, cell]) => [name, plain(cell)]));
    const place = { what: quoted(cells.title ?? ""), line: row.line };
    if (Object.values(cells).some(Boolean))
      collection.attempt(place, () => addRow(cells, place, context, collection));
  }
}

// The export puts an apostrophe before what a spreadsheet would run as a formula.
const plain = (cell: string): string => cell.replace(/^'(?=[=+\-@\t\r\uff1d\uff0b\uff0d\uff20])/, "");

function addRow(
  cells: Row["cells"],
  place: Place,
  context: ImportContext,
  { add, report }: Collection,
): void {
  const id = /^\d{1,15}$/.test(cells.id ?? "") ? Number(cells.id) : undefined;
  const key = id
    ? uidOf(context.userId, id)
    : `row/${contentKey(context.source ?? "", Object.entries(cells).sort())}`;
  const due = dueOf(cells, place, context, report);
  const closed = closingOf(cells);
  add(
    key,
    {
      ...titleAndNotes({ title: cells.title ?? "", notes: [cells.notes, due.note] }, place, report),
      priority: priorityOf(cells.priority),
      tags: tagsOf((cells.tags ?? "").split(","), place, report),
      due: due.due,
      // Another task continues the series of a closed one.
      recurrence: closed.status === "done" ? null : recurrenceOf(cells, due.due, place, report),
      reminders: remindersOf(cells, place, report),
      created_at: instantOf(cells.created_at),
      ...closed,
    },
    place,
  );
}

function priorityOf(given = ""): TaskDraft["priority"] {
  const name = given.toLowerCase();
  return name === "high" || name === "low" ? name : "medium";
}

function closingOf({ status = "", completed_at, skipped_at }: Row["cells"]): Partial<TaskDraft> {
  const name = status.toLowerCase();
  if (name === "skipped")
    return { status: "done", skipped_at: instantOf(skipped_at) ?? instantOf(completed_at) };
  return name === "done" ? { status: "done", completed_at: instantOf(completed_at) } : { status: "open" };
}

function instantOf(given = ""): string | null {
  const read = Instant.safeParse(given);
  return read.success ? read.data : null;
}

function dueOf(
  { due_date = "", due_time = "", time_zone = "" }: Row["cells"],
  place: Place,
  context: ImportContext,
  report: Report,
): { due: TaskDraft["due"]; note?: string } {
  if (!due_date) return { due: null };
  const time = timeOf(due_time);
  const due = Due.safeParse({
    date: dateOf(due_date),
    ...(time && { time }),
    ...(time && time_zone && time_zone !== context.zone && { time_zone }),
  });
  if (due.success && (time || !due_time)) return { due: due.data };
  const given = [due_date, due_time, time_zone].filter(Boolean).join(" ");
  report.detail(place, because("csv-date", given));
  return { due: null, note: `Date: ${given}` };
}

// "5.1.2027" is in January everywhere, "1/5/2027" is not.
function dateOf(text: string): string {
  const [, day = "", month = "", year] = /^(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})$/.exec(text) ?? [];
  return year ? `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}` : text;
}

function timeOf(text: string): string | undefined {
  const [, hour = "", minute] = /^(\d{1,2}):(\d\d)(?::00)?$/.exec(text) ?? [];
  return minute && `${hour.padStart(2, "0")}:${minute}`;
}

function recurrenceOf(
  { rrule = "", repeats = "" }: Row["cells"],
  due: TaskDraft["due"],
  place: Place,
  report: Report,
): TaskDraft["recurrence"] {
  if (!rrule) return null;
  try {
    if (!due) throw new InvalidRecurrence("A task that repeats needs a due date.");
    const mode = repeats.endsWith(", from completion") ? "completion" : "schedule";
    return { rrule: checkRule(rrule, due.date), mode, exdates: [] };
  } catch (error) {
    if (!(error instanceof InvalidRecurrence)) throw error;
    report.detail(place, because("repetition-lost", rrule, error.message));
    return null;
  }
}

function remindersOf({ reminders = "" }: Row["cells"], place: Place, report: Report): Reminder[] {
  const given = reminders.split(",").flatMap((each) => each.trim() || []);
  return given.flatMap((each) => {
    const [, before, time] = /^(P\S+) before(?: at (\d\d:\d\d))?$/.exec(each) ?? [];
    const read = ReminderSchema.safeParse(before ? { before, ...(time && { time }) } : { at: each });
    if (read.success) return [read.data];
    report.detail(place, because("csv-reminder", each));
    return [];
  });
}
