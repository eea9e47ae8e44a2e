import { stringify } from "csv-stringify/sync";
import { describe } from "../../domain/recurrence/index.ts";
import type { Reminder, Task } from "../../domain/task/task.ts";
import type { ExportContext } from "../types.ts";

const columns = [
  ...[
    "id",
    "title",
    "notes",
    "status",
    "priority",
    "tags",
    "due_date",
    "due_time",
    "time_zone",
    "repeats",
    "rrule",
  ],
  ...["reminders", "created_at", "updated_at", "completed_at", "skipped_at"],
];

/** Tasks as a table (RFC 4180) for spreadsheets, piece by piece. */
export async function* exportCsv(
  { zone }: Pick<ExportContext, "zone">,
  batches: AsyncIterable<Task[]>,
): AsyncGenerator<string> {
  // The mark without which spreadsheets take UTF-8 for something else.
  yield `\ufeff${rows([columns])}`;
  for await (const tasks of batches) yield rows(tasks.map((task) => rowOf(task, zone)));
}

// A cell that begins like a formula would be run as one by a spreadsheet; titles come from other people too.
const rows = (all: unknown[][]): string =>
  stringify(all, { record_delimiter: "windows", escape_formulas: true });

function rowOf(task: Task, zone: string): unknown[] {
  const { due, recurrence } = task;
  const repeats = recurrence && describe(recurrence.rrule, "en", due?.time_zone ?? zone);
  return [
    ...[task.id, task.title, task.notes, task.skipped_at ? "skipped" : task.status, task.priority],
    ...[task.tags.join(", "), due?.date, due?.time, due?.time && (due.time_zone ?? zone)],
    ...[
      repeats && (recurrence.mode === "completion" ? `${repeats}, from completion` : repeats),
      recurrence?.rrule,
    ],
    ...[
      task.reminders.map(reminder).join(", "),
      task.created_at,
      task.updated_at,
      task.completed_at,
      task.skipped_at,
    ],
  ];
}

const reminder = (given: Reminder): string => ("at" in given ? given.at : `${given.before} before`);
