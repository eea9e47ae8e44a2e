import * as z from "zod";
import type { Task } from "../../domain/task/task.ts";
import { query } from "../inputs.ts";
import { notesOf, taskOf } from "../present.ts";
import { ok, refused } from "../results.ts";
import { defineTool, type ToolContext } from "../tool.ts";

/** `search` and `fetch` in the shape that ChatGPT asks of a server: ids, titles and addresses as JSON text. */
const scope = "tasks:read";

/** The page of a task. */
export const urlOf = (id: number, { publicUrl }: Pick<ToolContext, "publicUrl">): string =>
  new URL(`/#/tasks/${id}`, publicUrl).href;

const search = defineTool({
  name: "search",
  title: "Search (connector)",
  description: "Search tasks; returns ids for fetch. For a connector; otherwise prefer search_tasks.",
  scope,
  effect: "read",
  input: z.strictObject({ query }),
  async run({ query: q }, context) {
    const answer = await context.api({ method: "GET", path: "/v1/tasks", query: { q, limit: 20 } });
    if (answer.status !== 200) return refused(answer, context);
    const results = (answer.body.results as Task[]).map(({ id, title }) => ({
      ...{ id: String(id), title, url: urlOf(id, context) },
    }));
    return ok({ results });
  },
});

const fetchTask = defineTool({
  name: "fetch",
  title: "Fetch (connector)",
  description: "One task by an id of search. For a connector; otherwise prefer get_task.",
  scope,
  effect: "read",
  input: z.strictObject({ id: z.string().regex(/^[1-9]\d{0,14}$/, "must be an id of search") }),
  async run({ id }, context) {
    const answer = await context.api({ method: "GET", path: `/v1/tasks/${id}` });
    if (answer.status !== 200) return refused(answer, context);
    const task = answer.body as Task;
    const { notes, ...cut } = notesOf(task);
    const metadata = { ...taskOf(task, context), ...cut };
    return ok({ id, title: task.title, text: notes || task.title, url: urlOf(task.id, context), metadata });
  },
});

export const connectorTools = [search, fetchTask];
