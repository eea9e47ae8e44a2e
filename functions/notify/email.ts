import type { Sidecar } from "../_shared/dapr/sidecar.ts";
import type { Notification } from "../_shared/events/schemas.ts";
import type { Senders } from "./senders.ts";

/** Name of the Dapr SMTP binding. */
const binding = "smtp";

/** Opens the sender of e-mail, through the SMTP binding. */
export function openEmail(sidecar: Sidecar, publicUrl: string): Senders["email"] {
  return async (address, notification) => {
    const subject = `${notification.late ? "Late: " : ""}${notification.title}`;
    await sidecar.invokeBinding(binding, "create", html(notification, publicUrl), {
      emailTo: address,
      subject,
    });
    return { status: "sent" };
  };
}

function html(notification: Notification, publicUrl: string): string {
  const { title, body, task_id, due_at, late, reminder_id } = notification;
  const link = publicUrl + (notification.link ?? (task_id === null ? "" : `/#/tasks/${task_id}`));
  const lines = [
    `<p><strong>${escaped(title)}</strong></p>`,
    ...(due_at ? [`<p>Due ${escaped(due_at)}</p>`] : []),
    ...(late ? ["<p>This reminder is late: the service was not running at its time.</p>"] : []),
    ...body
      .split("\n")
      .filter(Boolean)
      .map((line) => `<p>${escaped(line)}</p>`),
    `<p><a href="${escaped(link)}">${labels[notification.kind] ?? "Open in Taskwake"}</a></p>`,
    `<!-- ${reminder_id} -->`,
  ];
  return lines.join("\n");
}

const labels: Partial<Record<Notification["kind"], string>> = {
  confirmation: "Confirm",
  "password-reset": "Choose a new password",
};

const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
