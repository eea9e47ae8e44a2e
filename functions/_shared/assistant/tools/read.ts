import * as z from "zod";
import { addDays } from "../../domain/days.ts";
import type { Task } from "../../domain/task/task.ts";
import { localDate } from "../../domain/time.ts";
import { filters, paging, query, taskId } from "../inputs.ts";
import { instantWords, notesOf, rowOf, taskOf } from "../present.ts";
import { fitting, mostBytes, ok, refused } from "../results.ts";
import { type ApiRequest, defineTool, type ToolContext, type ToolResult } from "../tool.ts";

const scope = "tasks:read";
type Query = NonNullable<ApiRequest["query"]>;

/** A page of tasks as rows. If the rows are too large together, a shorter page is read, so that its cursor fits. */
async function listOf(query: Query, context: ToolContext): Promise<ToolResult> {
  const answer = await context.api({ method: "GET", path: "/v1/tasks", query: { ...query, count: true } });
  if (answer.status !== 200) return refused(answer, context);
  const { results, next_cursor, total } = answer.body as {
    results: Task[];
    next_cursor: string | null;
    total: number;
  };
  const rows = results.map((task) => rowOf(task, context));
  const shown = fitting(rows, mostBytes - 6000);
  if (shown.length < rows.length) return listOf({ ...query, limit: shown.length }, context);
  return ok({
    now: instantWords(context.now, context.zone),
    ...{ total, tasks: rows, next_cursor, truncated: next_cursor !== null },
  });
}

const status = z.enum(["open", "done", "any"]);
const statusOf = (wanted: z.infer<typeof status>) => (wanted === "any" ? {} : { status: wanted });

const earlier = (one?: string, other?: string) =>
  one && other ? (one < other ? one : other) : (one ?? other);
const later = (one?: string, other?: string) => (one && other ? (one > other ? one : other) : (one ?? other));

/** The days of each view, as in the client: overdue is what was due before today. */
const views = {
  today: (today: string) => ({ from: today, to: today }),
  upcoming: (today: string) => ({ from: addDays(today, 1) }),
  overdue: (today: string) => ({ to: addDays(today, -1) }),
  all: () => ({}),
  trash: () => ({}),
} satisfies Record<string, (today: string) => { from?: string; to?: string }>;

/** The query of a view on a local date. */
export function viewQuery(view: keyof typeof views, today: string, args: Partial<Filters> = {}): Query {
  const days: { from?: string; to?: string } = views[view](today);
  const { status = "open", tags, priority, due_from, due_to, ...rest } = args;
  return {
    ...rest,
    ...(view === "trash" ? { trash: true } : statusOf(status)),
    tag: tags,
    priority,
    due_from: later(days.from, due_from),
    due_to: earlier(days.to, due_to),
  };
}

interface Filters {
  status: z.infer<typeof status>;
  tags: string[] | undefined;
  priority: string[] | undefined;
  due_from: string | undefined;
  due_to: string | undefined;
  sort: string | undefined;
  cursor: string | undefined;
  limit: number;
}

const searchTasks = defineTool({
  name: "search_tasks",
  title: "Search tasks",
  description:
    "Find tasks by words in title, notes or tags, best match first. Use it to get a task's id and version.",
  scope,
  effect: "read",
  input: z.strictObject({ query, status: status.default("any"), ...filters, ...paging }),
  run: ({ query: q, status: wanted, tags, ...rest }, context) =>
    listOf({ q, ...statusOf(wanted), tag: tags, ...rest }, context),
});

const listTasks = defineTool({
  name: "list_tasks",
  title: "List tasks",
  description: "List a view. Rows have no notes; get_task returns them. overdue is due before today.",
  scope,
  effect: "read",
  input: z.strictObject({
    view: z.enum(["today", "upcoming", "overdue", "all", "trash"]),
    status: status.default("open"),
    ...filters,
    sort: z.enum(["due", "-due", "priority", "title", "-created", "-updated"]).optional(),
    ...paging,
  }),
  run({ view, ...args }, context) {
    return listOf(viewQuery(view, localDate(context.now, context.zone), args), context);
  },
});

const getTask = defineTool({
  name: "get_task",
  title: "Get a task",
  description: "One task with its notes, rule, reminders and version.",
  scope,
  effect: "read",
  input: z.strictObject({
    task_id: taskId,
    notes_from: z.int().min(0).default(0).describe("notes_next of a cut result"),
  }),
  async run({ task_id, notes_from }, context) {
    const answer = await context.api({ method: "GET", path: `/v1/tasks/${task_id}` });
    if (answer.status !== 200) return refused(answer, context);
    return ok({ task: { ...taskOf(answer.body, context), ...notesOf(answer.body, notes_from) } });
  },
});

const summary = defineTool({
  name: "summary",
  title: "Summary",
  description:
    "The person's date, time and zone, how many tasks are overdue, due today, upcoming, open and in the trash, and the first of today and overdue.",
  scope,
  effect: "read",
  input: z.strictObject({}),
  async run(_args, context) {
    const today = localDate(context.now, context.zone);
    const names = ["overdue", "today", "upcoming", "all", "trash"] as const;
    const answers = await Promise.all(
      names.map((view) => {
        const limit = view === "today" || view === "overdue" ? 10 : 1;
        const query = { ...viewQuery(view, today), limit, count: true };
        return context.api({ method: "GET", path: "/v1/tasks", query });
      }),
    );
    const wrong = answers.find(({ status }) => status !== 200);
    if (wrong) return refused(wrong, context);
    const [overdue, due, upcoming, open, trash] = answers.map(({ body }) => body.total);
    const first = (index: number) => answers[index]?.body.results.map((task: Task) => rowOf(task, context));
    return ok({
      ...{ now: instantWords(context.now, context.zone), time_zone: context.zone },
      counts: { overdue, today: due, upcoming, open, trash },
      ...{ overdue: first(0), today: first(1) },
    });
  },
});

export const readTools = [searchTasks, listTasks, getTask, summary];
