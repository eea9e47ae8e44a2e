import * as z from "zod";
import { Cursor, Limit, page, TaskId } from "../../_shared/contract/api/parts.ts";
import { HistoryEntry } from "../../_shared/contract/api/tasks.ts";
import { retention } from "../../_shared/domain/retention.ts";
import { type FieldName, fieldNames, fields, initialValues } from "../../_shared/domain/task/fields.ts";
import { cursorTypes, decodeCursor, encodeCursor } from "../../_shared/store/cursor.ts";
import type { Database } from "../../_shared/store/database.ts";
import { type AuditRow, readAudit } from "../../_shared/store/tasks/audit.ts";
import { pageByCursor } from "../requests.ts";
import { route } from "../route.ts";

const query = z.strictObject({ cursor: Cursor.optional(), limit: Limit });
const tag = "History";

const ofTask = route({
  method: "GET",
  path: "/v1/tasks/{id}/history",
  tag,
  summary: "What happened to a task, newest first, and who did it",
  assistant: "read",
  params: z.object({ id: TaskId }),
  query,
  responses: { 200: page(HistoryEntry) },
  handle: async ({ deps, userId, params: { id }, query }) => ({
    status: 200,
    body: await trail(deps.db, userId, id, query),
  }),
});

const ofAll = route({
  method: "GET",
  path: "/v1/audit",
  tag,
  summary: `The audit trail of all your tasks, newest first; kept for ${retention.audit / 365} years`,
  query,
  responses: { 200: page(HistoryEntry) },
  handle: async ({ deps, userId, query }) => ({
    status: 200,
    body: await trail(deps.db, userId, undefined, query),
  }),
});

export const historyRoutes = [ofTask, ofAll];

/** Position in the trail: a sequence number. */
const Place = z.tuple([cursorTypes.id]);

async function trail(db: Database, userId: string, taskId: number | undefined, page: z.infer<typeof query>) {
  const [before] = page.cursor ? pageByCursor(decodeCursor("audit", Place, page.cursor)) : [];
  const { entries, more } = await readAudit(db, userId, { taskId, before, limit: page.limit });
  const last = entries.at(-1);
  return {
    results: entries.map(entryOf),
    next_cursor: more && last ? encodeCursor("audit", [last.seq]) : null,
  };
}

// The system sets the other fields, which differ at every change.
const told = fieldNames.filter((name) => "history" in fields[name]);

function entryOf({ task_data, previous, ...row }: AuditRow): HistoryEntry {
  const valueIn = (task: Record<string, unknown>, field: FieldName) =>
    field in task ? task[field] : initialValues[field];
  const hasNotes = "notes" in task_data;
  const compared = previous ? told.filter((field) => field !== "notes" || hasNotes) : [];
  const changes = compared.map((field) => ({
    field,
    before: valueIn(previous ?? {}, field),
    after: valueIn(task_data, field),
  }));
  return {
    action: row.action,
    actor: row.actor,
    at: row.at.toISOString(),
    task_id: row.task_id,
    title: String(task_data.title),
    version: row.version,
    operation_id: row.operation_id,
    origin: row.origin,
    changes: changes.filter(({ before, after }) => JSON.stringify(before) !== JSON.stringify(after)),
  };
}
