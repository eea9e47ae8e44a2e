import type { Accepted, OperationStatus } from "../../../functions/_shared/contract/api/operations.ts";
import { ApiError, type Request } from "./api.ts";
import { isFulfilled, type Op } from "./ops.ts";
import type { Outcome } from "./replica.ts";
import type { Session } from "./session.ts";
import type { Task } from "./types.ts";

/** Temporary problems: the operation stays in the queue and is retried under the same key. */
const passing = new Set([401, 408, 425, 429, 502, 503, 504]);
/** Milliseconds to wait at most for an accepted operation. */
const longestWait = 30_000;

/** Sends an operation and waits for its result. Throws ApiError and Unreachable when it must be retried. */
export async function deliver(
  session: Session,
  op: Op,
  operationOf: (op: string) => Promise<string | undefined>,
): Promise<Outcome> {
  try {
    const path = op.change.kind === "undo" ? await undoPath(op.change.of, operationOf) : pathOf(op);
    const answer = await session.request(path, requestOf(op));
    if (answer.status === 202) {
      const { operation_id: id } = answer.body as Accepted;
      return await ended(session, id, op);
    }
    return {
      type: "done",
      task: answer.body as Task,
      operationId: answer.headers.get("Operation-Id") ?? "",
    };
  } catch (error) {
    return outcomeOf(error, op);
  }
}

async function undoPath(of: string, operationOf: (op: string) => Promise<string | undefined>) {
  const id = await operationOf(of);
  if (id) return `/v1/operations/${id}/undo`;
  throw new ApiError({ type: "about:blank", title: "Nothing to undo", status: 404, code: "not-found" });
}

function pathOf({ task, change: { kind }, at }: Op): string {
  // What was done without a connection was done then, and not when it is sent.
  const then = `?at=${encodeURIComponent(at)}`;
  if (kind === "create") return `/v1/tasks${then}`;
  if (kind === "update") return `/v1/tasks/${task}${then}`;
  if (kind === "delete") return `/v1/tasks/${task}`;
  return `/v1/tasks/${task}/${kind}${kind === "complete" || kind === "skip" ? then : ""}`;
}

function requestOf({ key, version, change }: Op): Request {
  const headers = {
    "Idempotency-Key": key,
    Prefer: "wait=10",
    ...(version !== null && { "If-Match": `"${version}"` }),
  };
  if (change.kind === "create") return { method: "POST", body: change.task, headers };
  if (change.kind === "update") return { method: "PATCH", body: change.patch, headers };
  return { method: change.kind === "delete" ? "DELETE" : "POST", headers };
}

function outcomeOf(error: unknown, { change }: Op): Outcome {
  if (!(error instanceof ApiError)) throw error;
  const { problem } = error;
  const { task, status } = problem;
  if (change.kind === "purge" && problem.code === "task-not-found") return { type: "gone" };
  // 409: the task's state does not allow the change. It counts as stale, not as refused, if the task already is as the
  // change would make it, or left the trash before it was deleted forever.
  const isPassed = change.kind === "purge" || (task && isFulfilled(change, task));
  if (task && (status === 412 || (status === 409 && isPassed))) return { type: "stale", task };
  if (passing.has(problem.status) || (problem.status === 500 && problem.code !== "dead-lettered"))
    throw error;
  return { type: "refused", problem };
}

async function ended(session: Session, id: string, op: Op): Promise<Outcome> {
  for (let waited = 0, pause = 250; waited < longestWait; waited += pause, pause *= 1.5) {
    await new Promise((resolve) => setTimeout(resolve, pause));
    const { body } = await session.request(`/v1/operations/${id}`);
    const { status, task, problem } = body as OperationStatus;
    if (problem) return outcomeOf(new ApiError(problem), op);
    if (status === "succeeded" && task) return { type: "done", task, operationId: id };
  }
  throw new ApiError({ type: "about:blank", title: "Still being done", status: 503, code: "unavailable" });
}
