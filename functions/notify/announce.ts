import { type OutgoingEvent, outgoing } from "../_shared/contract/envelope.ts";
import { eventTypes } from "../_shared/contract/schemas.ts";
import { topics } from "../_shared/contract/topics.ts";
import { taskUpdate } from "../_shared/operations/announcements.ts";
import type { Deps } from "../_shared/platform/deps.ts";
import { findTask } from "../_shared/store/tasks/tasks.ts";
import type { Outcome } from "./senders.ts";

/** A reminder of a task, as the open devices are told of it. */
export interface Announced {
  reminder_id: string;
  task_id: number;
}

/** Publishes to the user's open devices that reminders arrived; the ledger's row is the in-app notification. */
export async function announce(deps: Deps, userId: string, reminders: Announced[]): Promise<Outcome> {
  const events = await Promise.all(reminders.map((each) => eventOf(deps, userId, each)));
  const known = events.flatMap((event) => event ?? []);
  if (known.length > 0) await deps.sidecar.publish(known);
  return { status: "sent" };
}

async function eventOf(
  deps: Deps,
  user_id: string,
  { reminder_id, task_id }: Announced,
): Promise<OutgoingEvent | undefined> {
  const task = await findTask(deps.db, user_id, task_id);
  if (!task) return undefined;
  const time = deps.now();
  const data = taskUpdate(task, { operation: "reminded", user_id, timestamp: time.toISOString() });
  return outgoing(topics.taskUpdates, {
    ...{ id: reminder_id, from: "notify", type: eventTypes.taskUpdate, actor: "system", time, data },
    ...{ userId: user_id, taskId: task.id },
  });
}
