import type { Task } from "../domain/task/task.ts";
import { rowOf, taskOf } from "./present.ts";
import type { ApiAnswer, ToolContext, ToolResult } from "./tool.ts";

/** Most bytes of a result: fewer than 25,000 tokens, which clients refuse, for any text. */
export const mostBytes = 40_000;

export const sizeOf = (data: unknown): number => Buffer.byteLength(JSON.stringify(data));

/** A result for a model to read. */
export const ok = (data: Record<string, unknown>, operationIds: string[] = []): ToolResult => ({
  data,
  text: JSON.stringify(data),
  operationIds,
});

/** An error that a model can read and act on. */
export const failed = (code: string, message: string, more: Record<string, unknown> = {}): ToolResult => ({
  ...ok({ error: { code, message }, ...more }),
  isError: true,
});

/** A task for a caller who may perhaps not read it. */
const seen = (task: Task, context: ToolContext) =>
  context.mayRead === false ? { id: task.id, version: task.version } : taskOf(task, context);

/** The result of a read whose answer is not a success. */
export const refused = (answer: ApiAnswer, context: ToolContext): ToolResult => {
  const {
    code = "unavailable",
    title = "This cannot be done at the moment",
    detail,
    errors,
    task,
  } = answer.body ?? {};
  if (code === "confirmation-required") return planned(answer.body.plan, context);
  const message = [title, detail].filter(Boolean).join(". ");
  const more = { ...(errors && { errors }), ...(task && { task: seen(task, context) }) };
  if (code === "version-conflict")
    return failed(
      code,
      `${message}. Look at the task below; if your change still fits, repeat it with its version.`,
      more,
    );
  return failed(code, message, more);
};

/** The result of a change that waits for the person: no error, and nothing was changed. */
export function planned(plan: Record<string, unknown>, context: ToolContext): ToolResult {
  const shown = planOf(plan, context);
  const message =
    "Nothing was changed. This needs the person's confirmation: ask them to open the link, look at what would change, and confirm it there. You cannot confirm it. The plan expires in 15 minutes and becomes void when a task changes.";
  return { ...ok({ confirmation_required: true, message, url: plan.url, plan: shown }), plan };
}

interface PlanItem {
  op: string;
  task_id?: number | null;
  before?: Task | null;
  after?: Task | null;
  /** A new task. */
  task?: Task;
  result?: { status: string } | null;
}

function newRowOf(task: Task, context: ToolContext) {
  const { id: _, version: __, status: ___, ...row } = rowOf(task, context);
  return row;
}

/** A plan with its items as rows, as many as fit. */
export function planOf(plan: Record<string, unknown>, context: ToolContext) {
  const { id, status, reason, url, expires_at, items = [] } = plan as { items?: PlanItem[] } & typeof plan;
  const rows = items.map(({ op, task_id, before, after, task, result }) => ({
    op,
    ...(task_id && { task_id }),
    ...(context.mayRead !== false && before && { before: rowOf(before, context) }),
    ...(context.mayRead !== false && after && { after: rowOf(after, context) }),
    ...(task && { after: newRowOf(task, context) }),
    ...(result && { result: result.status }),
  }));
  const shown = fitting(rows, mostBytes - 2000);
  return {
    ...{ id, status, ...(reason ? { reason } : {}), url, expires_at, total: rows.length, items: shown },
    ...(shown.length < rows.length && { truncated: true }),
  };
}

/** The first rows that fit into so many bytes. */
export function fitting<Row>(rows: Row[], bytes: number): Row[] {
  let left = bytes;
  const over = rows.findIndex((row) => {
    left -= sizeOf(row) + 1;
    return left < 0;
  });
  return over < 0 ? rows : rows.slice(0, over);
}

/** The result of a write: the task with its new version, and how to undo it. */
export function written(answer: ApiAnswer, context: ToolContext): ToolResult {
  const { status, body, operationId } = answer;
  const repeated = context.repeated ? { repeated: true } : {};
  if (status === 202) {
    const message = "Accepted; the result is not known yet. Read the task again in a moment.";
    return ok({ accepted: true, message, operation_id: body.operation_id, ...repeated }, [body.operation_id]);
  }
  if (status >= 300 || status < 200) return refused(answer, context);
  const undo = operationId && { operation_id: operationId, undo: "the tool undo with this operation_id" };
  const ids = operationId ? [operationId] : [];
  // Whoever adds a task knows it.
  const task = status === 201 ? taskOf(body, context) : seen(body, context);
  return ok({ task, ...undo, ...repeated }, ids);
}
