import * as z from "zod";
import { limits } from "../../domain/limits.ts";
import { NewTask, Task, TaskPatch, Text } from "../../domain/task/task.ts";
import { Origin } from "../origin.ts";

const onTask = { task_id: z.int().positive(), version: z.int().positive() };
const simple = ["complete", "reopen", "skip", "delete", "restore"] as const;
const ops = ["create", "update", ...simple] as const;

/** One change that is proposed, for a task in a version. */
export const PlanChange = z.discriminatedUnion("op", [
  z.strictObject({ op: z.literal("create"), task: NewTask }),
  z.strictObject({ op: z.literal("update"), ...onTask, patch: TaskPatch }),
  ...simple.map((op) => z.strictObject({ op: z.literal(op), ...onTask })),
]);

/** What an assistant proposes, with its reason in its own words. A task is in one item at most. */
export const NewPlan = z.strictObject({
  reason: Text.trim().min(1).max(500).optional(),
  items: z.array(PlanChange).min(1).max(limits.planItems),
});

/** How a change of a confirmed plan ended; none: it was not carried out yet. */
const PlanResult = z.object({
  operation_id: z.uuid(),
  status: z.enum(["succeeded", "failed"]),
  problem: z.object({ code: z.string(), title: z.string(), detail: z.string().optional() }).optional(),
});

/** A change of a plan. Notes are in `before` and `after` only when the change touches them. */
export const PlanItem = z.object({
  op: z.enum(ops),
  /** Null for a new task. */
  task_id: z.int().nullable(),
  version: z.int().nullable(),
  task: NewTask.optional(),
  patch: z.record(z.string(), z.unknown()).optional(),
  /** The task in that version; null for a new one. */
  before: Task.nullable(),
  /** The task as it will be; null for a new one, which is `task`. */
  after: Task.nullable(),
  result: PlanResult.optional(),
});

const Summary = z.object({
  id: z.uuid(),
  /** `void`: a task has changed since. */
  status: z.enum(["proposed", "confirmed", "declined", "void", "expired"]),
  actor: z.enum(["assistant", "mcp"]),
  origin: Origin,
  reason: z.string().optional(),
  created_at: z.iso.datetime(),
  expires_at: z.iso.datetime(),
  /** Where the person looks at it and confirms. */
  url: z.string(),
});

/** A plan in a list. */
export const PlanSummary = Summary.extend({ changes: z.int() });

/** Changes that an assistant proposed, which only the person's own session confirms. */
export const Plan = Summary.extend({ items: z.array(PlanItem) });

/** What undoing several operations did, the latest first. */
export const Undone = z.object({
  results: z.array(
    z.object({
      operation_id: z.uuid(),
      task_id: z.int(),
      title: z.string(),
      /** `left`: not undone, by the problem. `pending`: not known yet; ask again. */
      status: z.enum(["undone", "left", "pending"]),
      problem: z.object({ code: z.string(), title: z.string(), detail: z.string().optional() }).optional(),
    }),
  ),
});

export type PlanChange = z.infer<typeof PlanChange>;
export type PlanItem = z.infer<typeof PlanItem>;
export type PlanSummary = z.infer<typeof PlanSummary>;
export type Plan = z.infer<typeof Plan>;
export type Undone = z.infer<typeof Undone>;
