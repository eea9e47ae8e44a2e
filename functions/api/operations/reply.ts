import type { OperationStatus } from "../../_shared/contract/api/operations.ts";
import type { OperationResult } from "../../_shared/contract/schemas.ts";
import type { Task } from "../../_shared/domain/task/task.ts";
import type { Submitted } from "../../_shared/operations/submit.ts";
import { problemReply } from "../answers.ts";
import type { Reply } from "../route.ts";

/** Entity tag of a task: its version. */
export const etagOf = (task: Task): string => `"${task.version}"`;

/** The answer to a submission: the task once applied, the problem it ended in, or where to ask about it. */
export function replyTo({ id, result }: Submitted, success: 200 | 201 = 200): Reply {
  if (!result) return { status: 202, body: { operation_id: id, status: "accepted" }, headers: location(id) };
  if (result.problem) return problemReply(result.problem);
  const task = result.task_data as Task;
  return {
    status: success,
    body: task,
    headers: {
      ETag: etagOf(task),
      "Operation-Id": id,
      ...(success === 201 && { Location: `/v1/tasks/${task.id}` }),
    },
  };
}

/** How an operation stands, as `GET /v1/operations/{id}` and each item of a bulk request say it. */
export function statusOf(id: string, result: OperationResult | null | undefined): OperationStatus {
  if (!result) return { operation_id: id, status: "accepted", task: null, problem: null };
  return { operation_id: id, status: result.status, task: result.task_data, problem: result.problem };
}

const location = (id: string) => ({ Location: `/v1/operations/${id}` });
