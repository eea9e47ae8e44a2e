import * as z from "zod";
import { Task } from "../../domain/task/task.ts";
import { Problem } from "../problems.ts";

/** An operation that was accepted and has no known result yet. */
export const Accepted = z.object({ operation_id: z.uuid(), status: z.literal("accepted") });

/** The state of an operation. */
export const OperationStatus = z.object({
  operation_id: z.uuid(),
  status: z.enum(["accepted", "succeeded", "failed"]),
  task: Task.nullable(),
  problem: Problem.nullable(),
});

export type Accepted = z.infer<typeof Accepted>;
export type OperationStatus = z.infer<typeof OperationStatus>;
