import { t } from "../i18n/index.ts";
import { complete, snooze } from "./actions.ts";
import { find } from "./memory.ts";
import { toast } from "./toasts.ts";

const shown = new Set<string>();

/** Shows a reminder in the open client: it stays until the person does something about it. */
export function remind(taskId: number, reminderId: string): void {
  const item = find(taskId);
  if (!item || shown.has(reminderId)) return;
  shown.add(reminderId);
  toast(`${t.reminded.due}: ${item.title}`, {
    stay: true,
    actions: [
      { label: t.reminded.complete, run: () => complete([taskId]) },
      { label: t.reminded.snooze, run: () => snooze([taskId], 10) },
      {
        label: t.open,
        run: () => {
          location.hash = `#/tasks/${taskId}`;
        },
      },
    ],
  });
}
