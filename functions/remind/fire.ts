import type { OutgoingEvent } from "../_shared/contract/envelope.ts";
import { notificationEvent } from "../_shared/contract/notification.ts";
import { isLate } from "../_shared/domain/reminders.ts";
import { publishOutbox, publishWritten } from "../_shared/operations/publish.ts";
import type { Deps } from "../_shared/platform/deps.ts";
import { writeOutbox } from "../_shared/store/operations/outbox.ts";
import { fireReminder } from "../_shared/store/reminders/reminders.ts";

/**
 * Fires a due reminder once: marks it and writes its notification in one transaction, then publishes. If it fired
 * before, was moved or cancelled, only the rest of its outbox is published.
 */
export async function fire(deps: Deps, reminderId: string): Promise<void> {
  const now = deps.now();
  const event = await deps.db.transaction(async (tx) => {
    const reminder = await fireReminder(tx, reminderId, now);
    if (!reminder) return undefined;
    const event = notification(reminder, now);
    await writeOutbox(tx, reminder.id, [event]);
    return event;
  });
  await (event ? publishWritten(deps, reminderId, [event]) : publishOutbox(deps, reminderId));
}

type Fired = NonNullable<Awaited<ReturnType<typeof fireReminder>>>;

function notification(reminder: Fired, now: Date): OutgoingEvent {
  const { id: reminder_id, task_id, user_id, title, due, due_at, remind_at } = reminder;
  return notificationEvent("remind", "system", now, {
    ...{ reminder_id, task_id, user_id, title, due, kind: "reminder" },
    due_at: due_at?.toISOString() ?? null,
    remind_at: remind_at.toISOString(),
    late: isLate(remind_at, now),
  });
}
