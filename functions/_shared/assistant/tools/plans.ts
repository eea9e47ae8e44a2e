import * as z from "zod";
import type { Scope } from "../../domain/scopes.ts";
import { NewTask, TaskPatch } from "../../domain/task/task.ts";
import { idempotencyKey, taskId, version } from "../inputs.ts";
import { ok, planned, planOf, refused, written } from "../results.ts";
import { defineTool } from "../tool.ts";

const ops = ["create", "update", "complete", "reopen", "skip", "delete", "restore"] as const;
type Op = (typeof ops)[number];

/** The scope that each operation of a plan needs. */
const scopeOf = (op: unknown): Scope =>
  op === "create" ? "tasks:add" : op === "delete" ? "tasks:delete" : "tasks:write";

/** Fields in the JSON Schema are described, not listed: those of `create_task` and `set_recurrence` are known. */
const fields = (about: string) => z.record(z.string(), z.unknown()).optional().describe(about);

const Item = z
  .strictObject({
    op: z.enum(ops),
    task_id: taskId.optional(),
    version: version.optional(),
    task: fields("create: fields of create_task"),
    patch: fields("update: changed fields, also due and recurrence; null clears"),
  })
  .superRefine((item, context) => {
    const refuse = (message: string) => context.addIssue({ code: "custom", message });
    const { op, task, patch } = item;
    if ((op === "create") !== (task !== undefined)) refuse("task goes with create, and only with it");
    if ((op === "update") !== (patch !== undefined)) refuse("patch goes with update, and only with it");
    const onTask = item.task_id !== undefined && item.version !== undefined;
    if (op !== "create" && !onTask) refuse("task_id and version are needed");
    if (op === "create" && (item.task_id ?? item.version) !== undefined)
      refuse("a new task has no task_id or version");
    const [schema, value, where] = op === "create" ? [NewTask, task, "task"] : [TaskPatch, patch, "patch"];
    if (value === undefined) return;
    for (const { path, message } of schema.safeParse(value).error?.issues ?? [])
      context.addIssue({ code: "custom", path: [where, ...path], message });
  });

const proposeChanges = defineTool({
  name: "propose_changes",
  title: "Propose changes",
  description:
    "Propose up to 100 changes as one plan, which the person sees with before and after and confirms. Use it for deletions and for more than five changes.",
  scope: "tasks:write",
  effect: "add",
  scopesOf(args) {
    const { items } = (args ?? {}) as { items?: unknown };
    return (Array.isArray(items) ? items : []).map((item) => scopeOf((item as { op?: Op } | null)?.op));
  },
  input: z.strictObject({
    items: z.array(Item).min(1).max(100),
    reason: z.string().trim().min(1).max(500).optional().describe("one sentence for the person"),
    idempotency_key: idempotencyKey,
  }),
  async run({ items, reason }, context) {
    const body = { items, ...(reason && { reason }) };
    const answer = await context.api({ method: "POST", path: "/v1/plans", body, key: context.key });
    if (answer.status >= 300) return refused(answer, context);
    return planned(answer.body, context);
  },
});

const getPlan = defineTool({
  name: "get_plan",
  title: "Get a plan",
  description: "Whether the person has confirmed a plan, and how each of its changes ended.",
  scope: "tasks:read",
  effect: "read",
  input: z.strictObject({ plan_id: z.uuid() }),
  async run({ plan_id }, context) {
    const answer = await context.api({ method: "GET", path: `/v1/plans/${plan_id}` });
    if (answer.status !== 200) return refused(answer, context);
    return ok({ plan: planOf(answer.body, context) });
  },
});

const undo = defineTool({
  name: "undo",
  title: "Undo",
  description:
    "Undo one operation by its operation_id, or with turn_id everything you did in that turn. What changed since stays.",
  scope: "tasks:write",
  effect: "change",
  input: z
    .strictObject({
      operation_id: z.uuid().optional(),
      turn_id: z.string().min(1).max(200).optional().describe("from task_history"),
    })
    .refine((args) => (args.operation_id === undefined) !== (args.turn_id === undefined), {
      message: "give operation_id or turn_id",
    }),
  async run({ operation_id, turn_id }, context) {
    if (operation_id) {
      const path = `/v1/operations/${operation_id}/undo`;
      return written(await context.api({ method: "POST", path }), context);
    }
    const path = `/v1/turns/${encodeURIComponent(turn_id as string)}/undo`;
    const answer = await context.api({ method: "POST", path });
    if (answer.status >= 300) return refused(answer, context);
    return ok(answer.body);
  },
});

export const planTools = [proposeChanges, getPlan, undo];
