import type { Accepted, OperationStatus } from "../../_shared/contract/api/operations.ts";
import type { OperationResult } from "../../_shared/contract/schemas.ts";
import type { Task } from "../../_shared/domain/task/task.ts";
import type { Submitted } from "../../_shared/operations/submit.ts";
import type { Reply } from "../route.ts";

/** Entity tag of a task: its version. */
export const etagOf = (task: Task): string => `"${task.version}"`;

/** The answer to a request for an operation: the changed task, or that it was accepted. */
export type TaskReply = Reply<{ 200: typeof Task; 202: typeof Accepted }>;

/** The answer to a submission: the changed task, the problem, or where its state can be queried. */
export function replyTo({ id, result }: Submitted): TaskReply {
  if (!result) return { status: 202, body: { operation_id: id, status: "accepted" }, headers: location(id) };
  if (result.problem) return { problem: result.problem };
  const task = result.task_data as Task;
  return { status: 200, body: task, headers: { ETag: etagOf(task), "Operation-Id": id } };
}

/** The state of an operation, for `GET /v1/operations/{id}` and each item of a bulk request. */
export function statusOf(id: string, result: OperationResult | null | undefined): OperationStatus {
  if (!result) return { operation_id: id, status: "accepted", task: null, problem: null };
  return { operation_id: id, status: result.status, task: result.task_data, problem: result.problem };
}

const location = (id: string) => ({ Location: `/v1/operations/${id}` });
