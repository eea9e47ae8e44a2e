import { because } from "../reasons.ts";
import type { Report } from "../report.ts";
import type { Row, Table } from "./table.ts";

/** Names that people give to the columns of their own tables, by the columns of our export. */
const names: Record<string, string> = {
  title: "title|task|task name|to do|to-do|todo|aufgabe|titel",
  // Other tables have these columns too: contacts, invoices.
  name: "name|subject|summary|content|item|betreff|bezeichnung",
  due_date: "due|due date|due_date|due on|deadline|date|when|fällig|fällig am|fälligkeit|termin|datum|frist",
  due_time: "time|due time|due_time|uhrzeit|zeit",
  time_zone: "time zone|time_zone|timezone|zeitzone",
  notes: "notes|note|description|details|comment|comments|notizen|notiz|beschreibung|bemerkung|kommentar",
  tags: "tags|tag|labels|label|categories|category|list|project|schlagwörter|stichwörter|etiketten|kategorie|liste|projekt",
  priority: "priority|prio|importance|priorität|wichtigkeit",
  status: "status|state|done|completed|erledigt|zustand",
  completed_at: "completed_at|completed at|done at|erledigt am",
  created_at: "created_at|created at|created|erstellt|erstellt am",
  reminders: "reminders",
  rrule: "rrule",
};
const columnOf = new Map(
  Object.entries(names).flatMap(([column, all]) => all.split("|").map((name) => [name, column] as const)),
);

/**
 * A table that a person wrote, with the columns of our own export; undefined for one that may contain something else.
 * It has a title, and either a date or known columns only. Other columns are not imported.
 */
export function plainTable({ columns, rows }: Table, report: Report): Table | undefined {
  const known = columns.map((name) => columnOf.get(name.replaceAll("_", " ")) ?? columnOf.get(name));
  const title = known.includes("title") ? "title" : "name";
  const isTask = title === "title" && (known.includes("due_date") || known.every(Boolean));
  if (!known.includes(title) || !(isTask || (known.includes("due_date") && known.every(Boolean))))
    return undefined;
  columns.forEach((name, i) => {
    if (!known[i] && name) report.detail({ what: "The file" }, because("csv-column", name));
  });
  const taken = new Map<string, string>();
  columns.forEach((name, i) => {
    const column = known[i] === title ? "title" : known[i];
    if (column && !taken.has(column)) taken.set(column, name);
  });
  return {
    columns: [...taken.keys()],
    rows: rows.map(({ line, cells }) => ({
      line,
      cells: tidied(Object.fromEntries([...taken].map(([column, name]) => [column, cells[name] ?? ""]))),
    })),
  };
}

/** A row as our own export would write it. */
function tidied(cells: Row["cells"]): Row["cells"] {
  const { due_date = "", due_time = "", tags = "", priority = "", status = "" } = cells;
  const [, date = due_date, time = ""] = /^(\S+?)(?:T|,?\s+)(\d{1,2}:\d\d)(?::\d\d)?$/.exec(due_date) ?? [];
  return {
    ...cells,
    due_date: dateOf(date),
    due_time: due_time || time,
    // "home; garden", "#home #garden".
    tags: tags.replace(/[;|]|(?:^|\s)#/g, ","),
    priority: levelOf(priority),
    status: /^(?:done|completed?|closed|finished|yes|true|x|✓|✔|1|ja|wahr|erledigt|fertig)$/i.test(status)
      ? "done"
      : "open",
  };
}

// "24/12/2026" and "12/24/2026" are clear, "5/6/2026" is not and stays as it is.
function dateOf(given: string): string {
  const [, one = "", two = "", year = ""] = /^(\d{1,2})[/-](\d{1,2})[/-](\d{4})$/.exec(given) ?? [];
  const [first, second] = [Number(one), Number(two)];
  if (!year || (first <= 12 && second <= 12 && first !== second)) return given;
  const [day, month] = first > 12 || first === second ? [one, two] : [two, one];
  return `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
}

function levelOf(given: string): string {
  if (/^(?:high(?:est)?|urgent|important|p?1|!+|hoch|dringend|wichtig)$/i.test(given)) return "high";
  return /^(?:low(?:est)?|p?[34]|niedrig|gering|unwichtig)$/i.test(given) ? "low" : "medium";
}
