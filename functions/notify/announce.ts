import type { Deps } from "../_shared/dapr/deps.ts";
import { eventTypes, type Notification, type TaskUpdate } from "../_shared/events/schemas.ts";
import { topics } from "../_shared/events/topics.ts";
import { findTask } from "../_shared/store/tasks.ts";
import type { Outcome } from "./senders.ts";

/** Tells the user's open devices that a reminder has come; the ledger's row is the in-app notification. */
export async function announce(deps: Deps, notification: Notification): Promise<Outcome> {
  const { user_id, task_id, reminder_id } = notification;
  const task = task_id === null ? undefined : await findTask(deps.db, user_id, task_id);
  if (!task) return { status: "sent" };
  const timestamp = deps.now().toISOString();
  const data: TaskUpdate = {
    operation: "reminded",
    task_id: task.id,
    task_data: task,
    user_id,
    timestamp,
    seq: task.seq,
    version: task.version,
  };
  await deps.sidecar.publish([
    {
      topic: topics.taskUpdates,
      event: {
        specversion: "1.0",
        id: reminder_id,
        source: "/notify",
        type: eventTypes.taskUpdate,
        subject: String(task.id),
        time: timestamp,
        datacontenttype: "application/json",
        partitionkey: user_id,
        actor: "system",
        data,
      },
    },
  ]);
  return { status: "sent" };
}
