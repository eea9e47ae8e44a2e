/// <reference lib="webworker" />

import type { PushPayload } from "../../../functions/_shared/contract/outward.ts";
import { newId } from "../../../functions/_shared/domain/ids.ts";
import { rememberedAccount } from "../core/account.ts";
import { drain } from "../core/drain.ts";
import { openReplica } from "../core/idb.ts";
import { type Change, seenBy } from "../core/ops.ts";
import { enqueue } from "../core/replica.ts";
import type { Task } from "../core/types.ts";
import { sessionOf } from "./session.ts";
import { words } from "./words.ts";

declare const self: ServiceWorkerGlobalScope;

const snoozeMinutes = 10;

/** Handles a click on a notification: runs its button's action without a page, or opens the task. */
export async function onNotificationClick(event: NotificationEvent): Promise<void> {
  const { data } = event.notification as Notification & { data: PushPayload };
  event.notification.close();
  const user = await rememberedAccount();
  if (user && data?.user_id && data.user_id !== user) return open("#/today");
  if (user && data?.task_id && (event.action === "complete" || event.action === "snooze")) {
    const change: Change =
      event.action === "complete"
        ? { kind: "complete" }
        : {
            kind: "update",
            patch: { snoozed_until: new Date(Date.now() + snoozeMinutes * 60_000).toISOString() },
          };
    return enqueueFor(user, data, change);
  }
  return open(data?.task_id ? `#/tasks/${data.task_id}` : "#/today");
}

/** The connection works again: operations made from notifications are sent. */
export async function onSync(): Promise<void> {
  const user = await rememberedAccount();
  if (user) await send(user);
}

async function open(hash: string): Promise<void> {
  const [page] = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  if (!page) return void (await self.clients.openWindow(`/${hash}`));
  // Refused when no person pressed anything; the page then shows the task in the background.
  await page.focus().catch(() => undefined);
  page.postMessage({ open: hash });
}

/** Stores the operation like any other, then sends it; one that cannot be sent now stays in the queue. */
async function enqueueFor(user: string, data: PushPayload, change: Change): Promise<void> {
  const id = data.task_id as number;
  try {
    const replica = await replicaOf(user);
    const [known, underWay] = await replica.read((tx) => Promise.all([tx.task(id), tx.ops(id)]));
    const task = known ?? (await fetchTask(user, id));
    await replica.write(
      (tx) =>
        enqueue(tx, {
          id: newId(),
          task: id,
          change,
          seen: seenBy(change, task),
          version: task.version,
          after: underWay.map((op) => op.id),
          at: new Date().toISOString(),
        }),
      "strict",
    );
    replica.close();
    await send(user);
  } catch {
    await self.registration.showNotification(data.title, { tag: data.tag, body: (await words()).kept, data });
    await retryLater();
  }
}

async function send(user: string): Promise<void> {
  const replica = await replicaOf(user);
  try {
    await drain(user, replica, sessionOf(user), () => undefined);
  } finally {
    replica.close();
  }
}

async function fetchTask(user: string, id: number): Promise<Task> {
  return (await sessionOf(user).request(`/v1/tasks/${id}`)).body as Task;
}

function replicaOf(user: string) {
  const channel = new BroadcastChannel(`taskwake-${user}`);
  return openReplica(user, (written) => channel.postMessage({ written }));
}

async function retryLater(): Promise<void> {
  const { sync } = self.registration as ServiceWorkerRegistration & {
    sync?: { register(tag: string): Promise<void> };
  };
  await sync?.register("queue").catch(() => undefined);
}
