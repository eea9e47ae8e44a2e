import type { IncomingMessage } from "node:http";
import * as z from "zod";
import { Accepted } from "../../_shared/contract/api/operations.ts";
import { Cursor, Limit, page, TaskId } from "../../_shared/contract/api/parts.ts";
import { problem } from "../../_shared/contract/problems.ts";
import {
  Instant,
  LocalDate,
  NewTask,
  Priority,
  Status,
  Tag,
  Task,
  TaskPatch,
  Text,
} from "../../_shared/domain/task/task.ts";
import { countTasks, listTasks, sortKeys } from "../../_shared/store/tasks/list.ts";
import { findTask } from "../../_shared/store/tasks/tasks.ts";
import { perform } from "../operations/perform.ts";
import { etagOf } from "../operations/reply.ts";
import { expectedVersion, pageByCursor } from "../requests.ts";
import { route } from "../route.ts";

const tag = "Tasks";
const params = z.object({ id: TaskId });

const made = z.strictObject({
  /** When it was made, on a device without a connection: a reminder that was due since then rings, as a late one. (Default: now) */
  at: Instant.optional(),
});

/** The task of a request, and the version that the client expects. */
const asked = ({
  params: { id },
  request,
}: {
  params: z.infer<typeof params>;
  request: IncomingMessage;
}) => ({
  task_id: id,
  version: expectedVersion(request),
});

const create = route({
  method: "POST",
  path: "/v1/tasks",
  tag,
  summary: "Create a task",
  write: "create",
  assistant: "create",
  query: made,
  body: NewTask,
  responses: { 201: Task, 202: Accepted },
  async handle(context) {
    const args = { task: context.body, made_at: context.query.at };
    const reply = await perform(context, { command: "create-task", arguments: args });
    if (reply.status !== 200) return reply;
    return { ...reply, status: 201, headers: { ...reply.headers, Location: `/v1/tasks/${reply.body.id}` } };
  },
});

const one = (value: unknown) => (value === undefined || Array.isArray(value) ? value : [value]);

/** Filters, sort order and page of a list of tasks. */
const ListQuery = z.strictObject({
  q: Text.max(200).optional(),
  status: Status.optional(),
  priority: z.preprocess(one, z.array(Priority).optional()),
  tag: z.preprocess(one, z.array(Tag).max(20).optional()),
  due_from: LocalDate.optional(),
  due_to: LocalDate.optional(),
  sort: z.enum(sortKeys.flatMap((key) => [key, `-${key}`]) as [string, ...string[]]).optional(),
  /** Lists the trash instead. */
  trash: z.stringbool().default(false),
  /** Adds `total`, the number of tasks of all pages, at most 10,000. */
  count: z.stringbool().default(false),
  cursor: Cursor.optional(),
  limit: Limit,
});

const list = route({
  method: "GET",
  path: "/v1/tasks",
  tag,
  summary: "List, filter, sort and search tasks",
  assistant: "read",
  query: ListQuery,
  responses: { 200: page(Task).extend({ total: z.int().optional() }) },
  async handle({ deps, userId, query }) {
    const [found, total] = await Promise.all([
      listTasks(deps.db, userId, query),
      query.count ? countTasks(deps.db, userId, query) : undefined,
    ]);
    return { status: 200, body: { ...pageByCursor(found), ...(total !== undefined && { total }) } };
  },
});

const get = route({
  method: "GET",
  path: "/v1/tasks/{id}",
  tag,
  summary: "Get a task; one in the trash has `deleted_at`",
  assistant: "read",
  params,
  responses: { 200: Task },
  async handle({ deps, userId, params: { id } }) {
    const task = await findTask(deps.db, userId, id);
    if (!task) throw problem("task-not-found");
    return { status: 200, body: task, headers: { ETag: etagOf(task) } };
  },
});

const patch = route({
  method: "PATCH",
  path: "/v1/tasks/{id}",
  tag,
  summary: "Change a task by a merge patch",
  write: "change",
  assistant: "change",
  params,
  query: made,
  body: TaskPatch,
  responses: { 200: Task, 202: Accepted },
  handle: async (context) => {
    const args = { ...asked(context), patch: context.body, made_at: context.query.at };
    return perform(context, { command: "update-task", arguments: args });
  },
});

type OnTask = "delete-task" | "reopen-task" | "restore-task";

const onTask = (method: "POST" | "DELETE", path: string, command: OnTask, summary: string) =>
  route({
    method,
    path,
    tag,
    summary,
    write: "change",
    assistant: method === "DELETE" ? "delete" : "change",
    params,
    responses: { 200: Task, 202: Accepted },
    handle: async (context) => perform(context, { command, arguments: asked(context) }),
  });

const closing = (path: string, command: "complete-task" | "skip-task", summary: string) =>
  route({
    method: "POST",
    path,
    tag,
    summary,
    write: "change",
    assistant: "change",
    params,
    query: z.strictObject({
      /** When it was done, on a device without a connection; not in the future, nor before the task was made. (Default: now) */
      at: Instant.optional(),
    }),
    responses: { 200: Task, 202: Accepted },
    handle: async (context) =>
      perform(context, { command, arguments: { ...asked(context), closed_at: context.query.at } }),
  });

/** Closed to assistants: what cannot be undone is done by the person's own session only. */
const purge = route({
  method: "POST",
  path: "/v1/tasks/{id}/purge",
  tag,
  summary: "Delete a task in the trash forever; what is left of it has its title and nothing else",
  write: "change",
  params,
  responses: { 200: Task, 202: Accepted },
  handle: async (context) => perform(context, { command: "purge-task", arguments: asked(context) }),
});

export const taskRoutes = [
  create,
  list,
  get,
  patch,
  onTask("DELETE", "/v1/tasks/{id}", "delete-task", "Move a task to the trash"),
  closing("/v1/tasks/{id}/complete", "complete-task", "Complete a task"),
  onTask("POST", "/v1/tasks/{id}/reopen", "reopen-task", "Open a closed task again"),
  closing("/v1/tasks/{id}/skip", "skip-task", "Skip this occurrence of a task that repeats"),
  onTask("POST", "/v1/tasks/{id}/restore", "restore-task", "Restore a task from the trash"),
  purge,
];
