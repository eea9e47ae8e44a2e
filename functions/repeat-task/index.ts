import type { Envelope } from "../_shared/contract/envelope.ts";
import { eventTypes, type TaskEvent } from "../_shared/contract/schemas.ts";
import { topics } from "../_shared/contract/topics.ts";
import { currentTraceparent } from "../_shared/contract/trace-context.ts";
import { derivedId } from "../_shared/domain/ids.ts";
import { limits } from "../_shared/domain/limits.ts";
import { refusal } from "../_shared/domain/refusal.ts";
import { follow } from "../_shared/domain/task/follow.ts";
import type { Circumstances } from "../_shared/domain/task/rules.ts";
import type { Task } from "../_shared/domain/task/task.ts";
import { operationTopics } from "../_shared/operations/announcements.ts";
import type { Decision } from "../_shared/operations/operation.ts";
import { openOperations, type Run } from "../_shared/operations/run.ts";
import type { Deps } from "../_shared/platform/deps.ts";
import { defineFunction } from "../_shared/platform/function.ts";
import { hasRoom } from "../_shared/store/accounts/room.ts";
import type { Queryable } from "../_shared/store/database.ts";
import { findNextOccurrence, findOccurrence, findTask } from "../_shared/store/tasks/tasks.ts";

const nothing: Decision = { changes: [] };

/**
 * Decides which occurrence follows a closed task: none when the rule has ended or the task was reopened. A task that
 * was deleted meanwhile, even forever, still gets its next occurrence, as if this event had been handled sooner.
 */
async function nextOf(
  tx: Queryable,
  userId: string,
  closed: Task,
  at: Circumstances & { seq: number },
): Promise<Decision> {
  const current = (await findTask(tx, userId, closed.id)) ?? closed;
  if (current.status === "open") return nothing;
  if (await findNextOccurrence(tx, userId, current)) return nothing;
  const next = follow(current, at);
  if (!next?.series_id || !next.occurrence) return nothing;
  // Reopening removed this occurrence, and now it is needed again: its row is restored, as (series, number) is its key.
  const removed = await findOccurrence(tx, userId, next.series_id, next.occurrence);
  if (!removed && !(await hasRoom(tx, userId, at.seq, limits.tasks + limits.occurrences)))
    throw refusal("limit-reached");
  return { changes: [{ before: removed ?? null, after: next, action: "occurrence-generated" }] };
}

const handle =
  ({ now }: Deps, run: Run) =>
  async ({ id, time, data }: Envelope<TaskEvent>): Promise<void> => {
    const { event_type, task_data, user_id } = data;
    if (event_type !== "completed" && event_type !== "skipped") return;
    if (!task_data.recurrence) return;
    const operation = {
      id: derivedId("repeat", id),
      name: "repeat-task",
      userId: user_id,
      actor: "recurrence" as const,
      fingerprint: "",
      traceparent: currentTraceparent(),
      // The next occurrence exists from the closing on: a reminder between then and now is late, not lost.
      acceptedAt: time ? new Date(time) : now(),
    };
    await run([{ operation, decide: (tx, at) => nextOf(tx, user_id, task_data, at) }]);
  };

/** Creates the next occurrence of a repeating task once, when the task is completed or skipped. */
export default defineFunction("repeat-task", {
  shape: "event",
  subscribes: [{ topic: topics.taskEvents, types: [eventTypes.task.completed, eventTypes.task.skipped] }],
  publishes: operationTopics,
  open: (deps) => ({ on: { [topics.taskEvents]: handle(deps, openOperations(deps)) } }),
});
