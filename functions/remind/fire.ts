import type { OutgoingEvent } from "../_shared/contract/envelope.ts";
import { notificationEvent } from "../_shared/contract/notification.ts";
import { isLate } from "../_shared/domain/reminders.ts";
import { publishOutbox, publishWritten } from "../_shared/operations/publish.ts";
import type { Deps } from "../_shared/platform/deps.ts";
import type { Queryable } from "../_shared/store/database.ts";
import { writeOutbox } from "../_shared/store/operations/outbox.ts";
import { type FiredReminder, fireReminders, markCounted } from "../_shared/store/reminders/reminders.ts";

/** Most reminders of one person and moment that are told singly; more are one notification that counts them. */
const mostSingly = 3;
/** Reminders that a notification names which counts more. */
const named = 5;

/**
 * Fires whatever is due of a person, each reminder once: marks it and writes its notification in one transaction, then
 * publishes. `cause` is the reminder whose job or sweep it was; fired again, only the rest of its outbox is published.
 */
export async function fire(deps: Deps, userId: string, cause: string): Promise<void> {
  const events = await deps.db.transaction(async (tx) => {
    const events = await notifications(tx, deps, await fireReminders(tx, userId, deps.now()));
    await writeOutbox(tx, cause, events);
    return events;
  });
  await (events.length > 0 ? publishWritten(deps, [{ cause, events }]) : publishOutbox(deps, cause));
}

async function notifications(tx: Queryable, deps: Deps, fired: FiredReminder[]): Promise<OutgoingEvent[]> {
  const now = deps.now();
  const [first] = fired;
  if (!first || fired.length <= mostSingly) return fired.map((reminder) => single(reminder, now));
  const notification_id = deps.newId();
  await markCounted(
    tx,
    fired.map(({ id }) => id),
    notification_id,
  );
  const event = notificationEvent("remind", "system", now, {
    ...{ kind: "reminders", user_id: first.user_id, notification_id, count: fired.length },
    reminders: fired.slice(0, named).map(({ id, task_id, title }) => ({ reminder_id: id, task_id, title })),
    requested_at: first.remind_at.toISOString(),
    late: isLate(first.remind_at, now),
  });
  return [event];
}

function single(reminder: FiredReminder, now: Date): OutgoingEvent {
  const { id: reminder_id, task_id, user_id, title, due, due_at, remind_at } = reminder;
  return notificationEvent("remind", "system", now, {
    ...{ reminder_id, task_id, user_id, title, due, kind: "reminder" },
    due_at: due_at?.toISOString() ?? null,
    remind_at: remind_at.toISOString(),
    late: isLate(remind_at, now),
  });
}
