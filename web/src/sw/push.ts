import { words } from "./words.ts";
/// <reference lib="webworker" />

import type { PushPayload } from "../../../functions/_shared/contract/outward.ts";
import { rememberedAccount } from "../core/account.ts";

declare const self: ServiceWorkerGlobalScope;

interface Action {
  action: string;
  title: string;
}

/** Shows a push. Every push must show something: browsers revoke the permission of others. */
export async function onPush(event: PushEvent): Promise<void> {
  const text = await words();
  const payload = await forAccount(read(event));
  const { due, due_at } = payload;
  const isDue = due && !due.time ? text.dueOn(due.date) : due_at ? text.dueAt(due_at) : "";
  const actions: Action[] =
    payload.task_id === null || payload.kind !== "reminder"
      ? []
      : [
          { action: "complete", title: text.complete },
          { action: "snooze", title: text.snooze },
        ];
  const options = {
    body: [payload.body || isDue, payload.late ? text.late : ""].filter(Boolean).join(" · "),
    tag: payload.tag,
    icon: "/icons/icon-192.png",
    badge: "/icons/badge.png",
    data: payload,
    actions,
    requireInteraction: payload.kind === "reminder" || payload.kind === "reminders",
    timestamp: Date.now(),
  };
  await self.registration.showNotification(payload.title, options as NotificationOptions);
}

/** A push for an account that has logged out of this browser only shows that there was one. */
async function forAccount(payload: PushPayload): Promise<PushPayload> {
  const user = await rememberedAccount().catch(() => null);
  if (!user || !payload.user_id || payload.user_id === user) return payload;
  return {
    ...payload,
    kind: "test",
    title: "Taskwake",
    body: (await words()).otherAccount,
    task_id: null,
    due: null,
    due_at: null,
  };
}

function read(event: PushEvent): PushPayload {
  try {
    return event.data?.json() as PushPayload;
  } catch {
    const title = event.data?.text() || "Taskwake";
    return {
      kind: "test",
      user_id: "",
      title,
      body: "",
      tag: title,
      task_id: null,
      reminder_id: "",
      due: null,
      due_at: null,
      remind_at: new Date().toISOString(),
      late: false,
    };
  }
}
