import { knownZone } from "../../domain/zone.ts";
import type { Collection } from "../collect.ts";
import type { Row, Table } from "../csv/table.ts";
import { contentKey } from "../identity.ts";
import { because } from "../reasons.ts";
import type { Place } from "../report.ts";
import { quoted, tagsOf, titleAndNotes } from "../text.ts";
import type { ImportContext, TaskDraft } from "../types.ts";
import { readDue } from "./due.ts";
import { type Entry, entriesOf } from "./entries.ts";

/** Whether a table is a template of Todoist. */
export const isTodoist = ({ columns }: Table): boolean =>
  columns.includes("type") && columns.includes("content");

/**
 * The tasks of a template of Todoist. Sections and labels become tags, comments go into the notes, and sub-tasks become
 * tasks of their own.
 */
export function addTodoist({ rows }: Table, context: ImportContext, collection: Collection): void {
  for (const [index, entry] of entriesOf(rows, collection.report).entries()) {
    context.progress?.(index, rows.length);
    const place = { what: quoted(entry.title), line: entry.row.line };
    collection.attempt(place, () => addEntry(entry, place, context, collection));
  }
  if (new Set(rows.flatMap(({ cells }) => cells.author || [])).size > 1)
    collection.report.detail({ what: "The file" }, because("csv-authors"));
}

const priorities: Record<string, TaskDraft["priority"]> = {
  "1": "high",
  "2": "medium",
  "3": "medium",
  "4": "low",
};

function addEntry(entry: Entry, place: Place, context: ImportContext, { add, report }: Collection): void {
  const { row, title, labels, section, parents, comments } = entry;
  const { cells } = row;
  const partOf = parents.at(-1);
  if (partOf) report.detail(place, because("sub-task"));
  if (section) report.detail(place, because("csv-sections"));
  if (cells.priority === "2" || cells.priority === "3") report.detail(place, because("csv-priorities"));
  if (cells.responsible) report.detail(place, because("csv-responsible"));
  if (cells.duration && cells.duration !== "None") report.detail(place, because("csv-duration"));
  const notes = [cells.description, partOf && `Part of: ${partOf}`, ...comments];
  const when = dueOf(cells, place, context, report);
  const key = contentKey(context.source ?? "", section ?? "", parents, Object.entries(cells).sort());
  add(
    key,
    {
      ...titleAndNotes({ title, notes: [...notes, when.note] }, place, report),
      priority: priorities[cells.priority ?? ""] ?? "medium",
      tags: tagsOf([...labels, ...(section ? [section] : [])], place, report),
      due: when.due ?? null,
      recurrence: when.recurrence ?? null,
    },
    place,
  );
}

function dueOf(
  { date, due_date, deadline, timezone, date_lang, deadline_lang }: Row["cells"],
  place: Place,
  context: ImportContext,
  report: Collection["report"],
): Pick<TaskDraft, "due" | "recurrence"> & { note?: string } {
  const zone = knownZone(timezone) ?? context.zone;
  const given = date || due_date || "";
  const read = given ? readDue(given, context, zone, date_lang) : undefined;
  const last = deadline ? readDue(deadline, context, zone, deadline_lang || date_lang) : undefined;
  if (given && !read) report.detail(place, because("csv-date", given));
  if (deadline && !last) report.detail(place, because("csv-deadline", deadline));
  if (read?.fromToday) report.detail(place, because("csv-from-today"));
  if (read && last) report.detail(place, because("csv-two-dates"));
  const notes = [given && !read && `Date: ${given}`, deadline && (read || !last) && `Deadline: ${deadline}`];
  const note = notes.filter(Boolean).join("\n");
  const { due, recurrence } = read ?? last ?? {};
  return { ...(due && { due }), ...(recurrence && { recurrence }), ...(note && { note }) };
}
