import * as z from "zod";
import { exportFormat } from "../../contract/api/export.ts";
import { derivedId } from "../../domain/ids.ts";
import { checkRule, InvalidRecurrence } from "../../domain/recurrence/index.ts";
import { refusal } from "../../domain/refusal.ts";
import { fieldNames, fieldsWith } from "../../domain/task/fields.ts";
import { storable, storableIn } from "../../domain/text.ts";
import { type Collection, openCollection } from "../collect.ts";
import { foreignJson } from "../foreign.ts";
import { contentKey, uidOf } from "../identity.ts";
import { because } from "../reasons.ts";
import type { Place } from "../report.ts";
import { quoted } from "../text.ts";
import { EntryError, type ImportContext, type Imported, mostEntries, type TaskDraft } from "../types.ts";

const File = z.looseObject({
  format: z.literal(exportFormat.format),
  version: z.literal(exportFormat.version),
  account: z.looseObject({ id: z.string().max(200) }),
  tasks: z.array(z.unknown()),
  audit: z.array(z.unknown()).default([]),
});

/** The parts of a task of the file that reading needs; the task's own schema checks the rest. */
const FileTask = z.looseObject({
  id: z.int().positive().optional(),
  title: z.string(),
  notes: z.string().default(""),
  tags: z.array(z.string()).default([]),
  recurrence: z.looseObject({ rrule: z.string() }).nullable().default(null),
  series_id: z.string().nullable().default(null),
});
type FileTask = z.infer<typeof FileTask>;

const imported = fieldsWith({ imported: true });
const known = new Set<string>(fieldNames);

/**
 * Reads our own JSON export. Series keep their history under ids of this user's own. Refuses with `invalid`
 * for any other JSON, and for an unknown version.
 */
export function importJson(body: unknown, context: ImportContext): Imported {
  const foreign = foreignJson(body);
  if (foreign) throw foreign;
  const file = File.safeParse(body);
  if (!file.success)
    throw refusal("invalid", `This is not an export of Taskwake in version ${exportFormat.version}.`, {
      errors: file.error.issues.map(({ path, message }) => ({ path: path.join("."), message })),
    });
  const { account, tasks, audit } = file.data;
  if (tasks.length > mostEntries)
    throw refusal(
      "too-large",
      `The file has ${tasks.length} tasks; at most ${mostEntries} are taken at once.`,
    );
  const collection = openCollection();
  for (const [index, task] of tasks.entries()) {
    context.progress?.(index, tasks.length);
    const place = { what: placeOf(task, index) };
    collection.attempt(place, () => addTask(task, { accountId: account.id, place, context, ...collection }));
  }
  if (Object.keys(account).length > 1)
    collection.report.detail({ what: "The account" }, because("account-not-imported"));
  if (audit.length > 0) collection.report.detail({ what: "The audit trail" }, because("audit-not-imported"));
  return collection.result();
}

interface Reading extends Collection {
  accountId: string;
  place: Place;
  context: ImportContext;
}

function addTask(given: unknown, reading: Reading): void {
  const { place, report, add, accountId } = reading;
  const parsed = FileTask.safeParse(given);
  if (!parsed.success) throw new EntryError(because("not-a-task", z.prettifyError(parsed.error)));
  const task = parsed.data;
  if (task.deleted_at) throw new EntryError(because("in-trash"));
  if (Array.isArray(task.attachments) && task.attachments.length > 0)
    report.detail(place, because("attachments-not-exported"));
  for (const name of Object.keys(task).filter((name) => !known.has(name)))
    report.detail(place, because("unknown-field", name));
  const key = task.id ? uidOf(accountId, task.id) : contentKey(task);
  add(key, draftOf(task, reading), place);
}

function draftOf(task: FileTask, { place, context, report }: Reading): TaskDraft {
  const { recurrence: _, ...rest } = Object.fromEntries(
    imported.flatMap((name) => (task[name] === undefined ? [] : [[name, storableIn(task[name])]])),
  );
  return {
    ...rest,
    title: storable(task.title),
    series_id: task.series_id && derivedId("series", context.userId, task.series_id),
    ...recurrenceOf(task, place, report),
  };
}

function recurrenceOf({ recurrence, due }: FileTask, place: Place, report: Collection["report"]) {
  if (!recurrence) return {};
  const { anchor, ...rest } = recurrence;
  try {
    if (!due) throw new InvalidRecurrence("A task that repeats needs a due date.");
    const rrule = checkRule(recurrence.rrule);
    return { recurrence: { ...rest, rrule }, anchor: anchor ?? null } as Pick<
      TaskDraft,
      "recurrence" | "anchor"
    >;
  } catch (error) {
    if (!(error instanceof InvalidRecurrence)) throw error;
    report.detail(place, because("repetition-lost", recurrence.rrule, error.message));
    return {};
  }
}

function placeOf(task: unknown, index: number): string {
  const title = (task as { title?: unknown } | null)?.title;
  return typeof title === "string" && title.trim() ? quoted(title) : `Task ${index + 1} of the file`;
}
