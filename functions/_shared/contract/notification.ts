import { type Actor, type OutgoingEvent, outgoing } from "./envelope.ts";
import { eventTypes, type Notification, type ToldNotification } from "./schemas.ts";
import { topics } from "./topics.ts";

/**
 * The event that makes `notify` deliver a notification. Its id is the notification's id, so publishing it twice
 * delivers once.
 */
export function notificationEvent(
  from: string,
  actor: Actor,
  time: Date,
  data: ToldNotification,
): OutgoingEvent {
  const isReminder = data.kind === "reminder";
  return outgoing(topics.notifications, {
    ...{ id: notificationIdOf(data), from, actor, time, data, userId: data.user_id },
    type: isReminder ? eventTypes.reminder.triggered : eventTypes.notification[data.kind],
    taskId: isReminder ? data.task_id : undefined,
  });
}

/** The id of a notification: the reminder's id, or its own. */
export const notificationIdOf = (data: Notification): string =>
  "reminder_id" in data ? data.reminder_id : data.notification_id;
