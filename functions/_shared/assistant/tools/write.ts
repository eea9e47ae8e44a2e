import * as z from "zod";
import { Instant } from "../../domain/task/task.ts";
import { changing, due, idempotencyKey, onTask, plain, recurrence } from "../inputs.ts";
import { written } from "../results.ts";
import { type ApiRequest, defineTool, type ToolContext, type ToolResult } from "../tool.ts";

const write = async (request: ApiRequest, context: ToolContext): Promise<ToolResult> =>
  written(await context.api({ ...request, key: context.key }), context);

type OnTask = { task_id: number; version: number };
const patch = ({ task_id, version }: OnTask, body: object, context: ToolContext) =>
  write({ method: "PATCH", path: `/v1/tasks/${task_id}`, version, body }, context);
const act =
  (action: string) =>
  ({ task_id, version }: OnTask, context: ToolContext) =>
    write({ method: "POST", path: `/v1/tasks/${task_id}/${action}`, version }, context);

const { title, notes, priority, tags, reminders } = plain;
const optional = {
  notes: notes.optional(),
  priority: priority.optional(),
  tags: tags.optional(),
  reminders: reminders.optional(),
};

const createTask = defineTool({
  name: "create_task",
  title: "Create a task",
  description: "Create one task. Resolve words such as tomorrow to a date first; summary returns today's.",
  scope: "tasks:add",
  effect: "add",
  input: z.strictObject({
    title,
    due: due.optional(),
    recurrence: recurrence.optional(),
    ...optional,
    idempotency_key: idempotencyKey,
  }),
  run: ({ idempotency_key: _, ...task }, context) =>
    write({ method: "POST", path: "/v1/tasks", body: task }, context),
});

const editTask = defineTool({
  name: "edit_task",
  title: "Edit a task",
  description:
    "Change title, notes, priority, tags or reminders; lists are replaced whole. Dates: reschedule_task. Rules: set_recurrence.",
  scope: "tasks:write",
  effect: "change",
  input: changing(z.strictObject({ ...onTask, title: title.optional(), ...optional })),
  run: ({ task_id, version, idempotency_key: _, ...changes }, context) =>
    patch({ task_id, version }, changes, context),
});

const rescheduleTask = defineTool({
  name: "reschedule_task",
  title: "Reschedule a task",
  description:
    "Set when a task is due (null: no date), or snooze its reminders until an instant. A repeating task keeps its rule; only this occurrence moves.",
  scope: "tasks:write",
  effect: "change",
  input: changing(
    z.strictObject({
      ...onTask,
      due: due.nullable().optional(),
      snoozed_until: Instant.nullable().optional(),
    }),
  ),
  run: ({ task_id, version, idempotency_key: _, ...changes }, context) =>
    patch({ task_id, version }, changes, context),
});

const setRecurrence = defineTool({
  name: "set_recurrence",
  title: "Set how a task repeats",
  description:
    "Set or remove (null) the rule of a task. The person confirms it. Show them preview_occurrences first. A rule needs a due date. The same rule together with another `due` moves this occurrence and all that follow.",
  scope: "tasks:write",
  effect: "change",
  input: z.strictObject({ ...onTask, recurrence: recurrence.nullable(), due: due.optional() }),
  run: ({ task_id, version, idempotency_key: _, ...changes }, context) =>
    patch({ task_id, version }, changes, context),
});

const onOne = (
  name: string,
  title: string,
  description: string,
  run: (args: OnTask, context: ToolContext) => Promise<ToolResult>,
  scope: "tasks:write" | "tasks:delete" = "tasks:write",
) => defineTool({ name, title, description, scope, effect: "change", input: z.strictObject(onTask), run });

export const writeTools = [
  createTask,
  editTask,
  rescheduleTask,
  setRecurrence,
  onOne(
    "complete_task",
    "Complete a task",
    "Mark a task as done. Of a repeating task this occurrence only; the next one follows.",
    act("complete"),
  ),
  onOne("reopen_task", "Reopen a task", "Open a task that was completed or skipped again.", act("reopen")),
  onOne(
    "skip_occurrence",
    "Skip an occurrence",
    "Skip this occurrence of a repeating task without doing it; the next one follows.",
    act("skip"),
  ),
  onOne(
    "delete_task",
    "Delete a task",
    "Ask to move a task to the trash. The person confirms it.",
    ({ task_id, version }, context) =>
      write({ method: "DELETE", path: `/v1/tasks/${task_id}`, version }, context),
    "tasks:delete",
  ),
  onOne("restore_task", "Restore a task", "Bring a task back from the trash.", act("restore")),
];
