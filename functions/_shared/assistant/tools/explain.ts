import * as z from "zod";
import type { ReminderHistory } from "../../contract/api/notifications.ts";
import type { HistoryEntry } from "../../contract/api/tasks.ts";
import { due, recurrence, taskId } from "../inputs.ts";
import { clip, dueWords, instantWords } from "../present.ts";
import { fitting, mostBytes, ok, refused } from "../results.ts";
import { defineTool, type ToolContext, type ToolResult } from "../tool.ts";

const scope = "tasks:read";

const previewOccurrences = defineTool({
  name: "preview_occurrences",
  title: "Preview occurrences",
  description:
    "The next occurrences of a rule from a first due date, and the rule in words. Changes nothing.",
  scope,
  effect: "read",
  input: z.strictObject({ recurrence, due, count: z.int().min(1).max(50).default(5) }),
  async run(args, context) {
    const body = { ...args, locale: context.language };
    const answer = await context.api({ method: "POST", path: "/v1/recurrences/preview", body });
    if (answer.status !== 200) return refused(answer, context);
    const { words, occurrences } = answer.body as { words: string; occurrences: { due: typeof args.due }[] };
    return ok({ rule: words, occurrences: occurrences.map((each) => dueWords(each.due, context.zone)) });
  },
});

const HistoryInput = z.strictObject({
  task_id: taskId,
  cursor: z.string().min(1).max(4000).optional(),
  limit: z.int().min(1).max(100).default(20),
});

const taskHistory = defineTool({
  name: "task_history",
  title: "History of a task",
  description:
    "Who changed a task, when and what, newest first; and its reminders with each delivery and why one did not arrive.",
  scope,
  effect: "read",
  input: HistoryInput,
  run: historyOf,
});

export const explainTools = [previewOccurrences, taskHistory];

async function historyOf(
  { task_id, cursor, limit }: z.infer<typeof HistoryInput>,
  context: ToolContext,
): Promise<ToolResult> {
  const of = (what: string, query = {}) =>
    context.api({ method: "GET", path: `/v1/tasks/${task_id}/${what}`, query });
  const [history, reminders] = await Promise.all([of("history", { cursor, limit }), of("reminders")]);
  if (history.status !== 200) return refused(history, context);
  if (reminders.status !== 200) return refused(reminders, context);
  const entries = (history.body.results as HistoryEntry[]).map((entry) => entryOf(entry, context));
  const shown = fitting(entries, mostBytes / 2);
  // If the entries are too large together, a shorter page is read, so that its cursor fits.
  if (shown.length < entries.length) return historyOf({ task_id, cursor, limit: shown.length }, context);
  // The reminders that matter are the latest.
  const latest = (reminders.body.results as ReminderHistory[])
    .slice(-30)
    .map((each) => reminderOf(each, context));
  const fired = fitting(latest, mostBytes / 2 - 6000);
  return ok({
    changes: entries,
    reminders: fired,
    next_cursor: history.body.next_cursor,
    ...(fired.length < reminders.body.results.length && { truncated: true }),
  });
}

function entryOf(entry: HistoryEntry, { zone }: ToolContext) {
  const { action, actor, at, version, operation_id, changes, origin } = entry;
  const { client_name, turn_id } = origin ?? {};
  const short = (value: unknown) =>
    value === null ? null : clip(typeof value === "string" ? value : JSON.stringify(value));
  return {
    ...{ action, by: actor, at: instantWords(new Date(at), zone), version, operation_id },
    ...(client_name && { client: client_name }),
    ...(turn_id && { turn_id }),
    ...(changes.length > 0 && {
      changes: changes.map(({ field, before, after }) => ({
        field,
        before: short(before),
        after: short(after),
      })),
    }),
  };
}

function reminderOf(
  { remind_at, state, reason, fired_at, deliveries }: ReminderHistory,
  { zone }: ToolContext,
) {
  const at = (instant: string) => instantWords(new Date(instant), zone);
  return {
    ...{ at: at(remind_at), state },
    ...(reason && { reason }),
    ...(fired_at && { rang: at(fired_at) }),
    // Not the target: an address or a device is none of a model's business.
    deliveries: deliveries.slice(-10).map(({ channel, status, reason: why, late, sent_at }) => ({
      ...{ channel, status },
      ...(why && { reason: clip(why) }),
      ...(late && { late }),
      ...(sent_at && { sent: at(sent_at) }),
    })),
  };
}
