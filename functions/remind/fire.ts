import type { Deps } from "../_shared/dapr/deps.ts";
import { isLate } from "../_shared/domain/reminders.ts";
import type { OutgoingEvent } from "../_shared/events/envelope.ts";
import { eventTypes, type Notification } from "../_shared/events/schemas.ts";
import { topics } from "../_shared/events/topics.ts";
import { publishOutbox } from "../_shared/operations/publish.ts";
import { writeOutbox } from "../_shared/store/outbox.ts";
import { fireReminder, type ReminderRow } from "../_shared/store/reminders.ts";

/**
 * Fires a due reminder once: marks it and writes its notification in one transaction, then publishes. Done
 * before, moved or cancelled, only what is left of its outbox goes out.
 */
export async function fire(deps: Deps, reminderId: string): Promise<void> {
  const now = deps.now();
  await deps.db.transaction(async (tx) => {
    const reminder = await fireReminder(tx, reminderId, now);
    if (reminder) await writeOutbox(tx, reminder.id, [notification(reminder, now)]);
  });
  await publishOutbox(deps, reminderId);
}

function notification(reminder: ReminderRow, now: Date): OutgoingEvent {
  const data: Notification = {
    task_id: reminder.task_id,
    title: reminder.title,
    due_at: reminder.due_at?.toISOString() ?? null,
    remind_at: reminder.remind_at.toISOString(),
    user_id: reminder.user_id,
    reminder_id: reminder.id,
    kind: "reminder",
    body: "",
    late: isLate(reminder.remind_at, now),
  };
  return {
    topic: topics.notifications,
    event: {
      specversion: "1.0",
      // The reminder's own id: however often it is published, it is one notification.
      id: reminder.id,
      source: "/remind",
      type: eventTypes.reminder.triggered,
      subject: String(reminder.task_id),
      time: now.toISOString(),
      datacontenttype: "application/json",
      partitionkey: reminder.user_id,
      actor: "system",
      data,
    },
  };
}
