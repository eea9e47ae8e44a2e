import { effect } from "@preact/signals";
import { t } from "../words/index.ts";
import { complete, snooze } from "./actions.ts";
import { find } from "./memory.ts";
import { askWhen } from "./sheet.ts";
import { dismiss, toast, toasts } from "./toasts.ts";
import { countUnread } from "./unread.ts";

const shown = new Set<string>();
/** Milliseconds for which a reminder is shown; it stays in the list of notifications. */
const life = 60_000;

/** Shows a reminder in the open client for a while, at most while its task is open. */
export function remind(taskId: number, reminderId: string): void {
  const item = find(taskId);
  if (!item || shown.has(reminderId)) return;
  shown.add(reminderId);
  // It is in the ledger a moment after it rings.
  setTimeout(() => void countUnread(), 2000);
  const id = toast(`${t.reminded.due}: ${item.title}`, {
    life,
    actions: [
      { label: t.reminded.complete, run: () => complete([taskId]) },
      { label: t.reminded.snooze, run: () => snooze([taskId], new Date(Date.now() + 600_000)) },
      { label: t.reminded.later, run: () => askWhen("snooze", [taskId]) },
      {
        label: t.open,
        run: () => {
          location.hash = `#/tasks/${taskId}`;
        },
      },
    ],
  });
  const stop = effect(() => {
    const now = find(taskId);
    if (now?.status !== "open" || now.deleted_at) dismiss(id);
    if (!toasts.value.some((one) => one.id === id)) queueMicrotask(() => stop());
  });
}
