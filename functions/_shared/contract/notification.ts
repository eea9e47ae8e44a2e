import { type Actor, type OutgoingEvent, outgoing } from "./envelope.ts";
import { eventTypes, type Notification } from "./schemas.ts";
import { topics } from "./topics.ts";

/** What a notification tells; without a task, and for the moment it is made, where it does not say. */
type Told = Pick<Notification, "user_id" | "reminder_id" | "title" | "kind"> & Partial<Notification>;

/** The event that has `notify` tell a person something. Its id is the notification's: however often published, it is one. */
export function notificationEvent(from: string, actor: Actor, time: Date, told: Told): OutgoingEvent {
  const data: Notification = {
    task_id: null,
    due_at: null,
    remind_at: time.toISOString(),
    body: "",
    due: null,
    late: false,
    ...told,
  };
  const type = eventTypes.reminder.triggered;
  return outgoing(topics.notifications, {
    ...{ id: told.reminder_id, from, type, actor, time, data },
    ...{ userId: told.user_id, taskId: data.task_id },
  });
}
