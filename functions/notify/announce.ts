import { outgoing } from "../_shared/contract/envelope.ts";
import { eventTypes, type TaskUpdate } from "../_shared/contract/schemas.ts";
import { topics } from "../_shared/contract/topics.ts";
import type { Deps } from "../_shared/platform/deps.ts";
import { findTask } from "../_shared/store/tasks/tasks.ts";
import type { Message } from "./message.ts";
import type { Outcome } from "./senders.ts";

/** Publishes to the user's open devices that a reminder arrived; the ledger's row is the in-app notification. */
export async function announce(deps: Deps, message: Message): Promise<Outcome> {
  const { id, user_id, task_id } = message;
  const task = task_id === null ? undefined : await findTask(deps.db, user_id, task_id);
  if (!task) return { status: "sent" };
  const time = deps.now();
  const data: TaskUpdate = {
    operation: "reminded",
    task_id: task.id,
    task_data: task,
    user_id,
    timestamp: time.toISOString(),
    seq: task.seq,
    version: task.version,
  };
  const type = eventTypes.taskUpdate;
  await deps.sidecar.publish([
    outgoing(topics.taskUpdates, {
      ...{ id, from: "notify", type, actor: "system", time, data },
      ...{ userId: user_id, taskId: task.id },
    }),
  ]);
  return { status: "sent" };
}
