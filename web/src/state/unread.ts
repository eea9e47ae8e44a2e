import { effect, signal } from "@preact/signals";
import type { Unread } from "../../../functions/_shared/contract/api/notifications.ts";
import { session, user } from "./session.ts";

/** Notifications that the person has not read; 0 until the server has told. */
export const unread = signal(0);

/** Asks the server for the number; offline, the known one stays. */
export async function countUnread(): Promise<void> {
  const answer = await session.request("/v1/notifications/unread").catch(() => undefined);
  if (answer) unread.value = (answer.body as Unread).unread;
}

/** Counts once at the start, and when the page is looked at again: another device may have read them. */
export function followUnread(): void {
  effect(() => {
    if (user.value) void countUnread();
  });
  document.addEventListener("visibilitychange", () => {
    if (user.value && document.visibilityState === "visible") void countUnread();
  });
}
