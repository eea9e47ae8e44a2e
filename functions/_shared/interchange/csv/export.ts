import { stringify } from "csv-stringify/sync";
import { describe } from "../../domain/recurrence/index.ts";
import { type FieldName, fieldsWith } from "../../domain/task/fields.ts";
import type { Reminder, Task } from "../../domain/task/task.ts";
import { exportedRule } from "../ical/exported-rule.ts";
import type { ExportContext } from "../types.ts";

type Cell = (task: Task, zone: string) => unknown;

/** Fields that are exported in a form for people, by their columns; any other is one column with its value. */
const readable: Partial<Record<FieldName, Record<string, Cell>>> = {
  status: { status: ({ status, skipped_at }) => (skipped_at ? "skipped" : status) },
  tags: { tags: ({ tags }) => tags.join(", ") },
  due: {
    due_date: ({ due }) => due?.date,
    due_time: ({ due }) => due?.time,
    time_zone: ({ due }, zone) => due?.time && (due.time_zone ?? zone),
  },
  recurrence: { repeats: inWords, rrule: ruleOf },
  reminders: { reminders: ({ reminders }) => reminders.map(reminder).join(", ") },
};

const columns: [name: string, cell: Cell][] = fieldsWith({ csv: true }).flatMap((name) =>
  Object.entries(readable[name] ?? { [name]: (task: Task) => task[name] }),
);

/** Tasks as a table (RFC 4180) for spreadsheets, piece by piece. */
export async function* exportCsv(
  { zone }: Pick<ExportContext, "zone">,
  batches: AsyncIterable<Task[]>,
): AsyncGenerator<string> {
  // The byte order mark; without it spreadsheets misread UTF-8.
  yield `\ufeff${rows([columns.map(([name]) => name)])}`;
  for await (const tasks of batches)
    yield rows(tasks.map((task) => columns.map(([, cell]) => cell(task, zone))));
}

// A cell that begins like a formula would be run as one by a spreadsheet; titles come from other people too.
const rows = (all: unknown[][]): string =>
  stringify(all, { record_delimiter: "windows", escape_formulas: true });

// The rule counted from the row's own date: the table has no other start of the series.
function ruleOf({ recurrence, due, occurrence, status }: Task, zone: string): string | undefined {
  if (!recurrence || !due || !occurrence || status !== "open") return recurrence?.rrule;
  return exportedRule({ due, recurrence, occurrence }, zone);
}

function inWords(task: Task, zone: string): string | undefined {
  const { recurrence, due } = task;
  if (!recurrence) return undefined;
  const words = describe(ruleOf(task, zone) ?? recurrence.rrule, "en", due?.time_zone ?? zone);
  return recurrence.mode === "completion" ? `${words}, from completion` : words;
}

function reminder(given: Reminder): string {
  if ("at" in given) return given.at;
  return "time" in given ? `${given.before} before at ${given.time}` : `${given.before} before`;
}
