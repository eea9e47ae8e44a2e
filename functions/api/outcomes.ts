import type { Delivery, ReminderHistory, ReminderOutcome } from "../_shared/contract/api/notifications.ts";

/** What became of a reminder: on each channel, or what happened before it came to any. */
export function outcomesOf({ deliveries, reason, ...reminder }: ReminderHistory): ReminderOutcome[] {
  const { reminder_id, remind_at, due_at, state, fired_at } = reminder;
  const common = { reminder_id, remind_at, due_at, state };
  if (deliveries.length === 0) {
    const words = wordsBefore(state, reason);
    return [{ ...common, channel: null, status: null, at: fired_at, late: false, reason, words }];
  }
  return deliveries.map((delivery) => ({
    ...{ ...common, channel: delivery.channel, status: delivery.status, late: delivery.late },
    ...{ at: delivery.sent_at ?? delivery.created_at, reason: delivery.reason, words: wordsOf(delivery) },
  }));
}

function wordsBefore(state: ReminderHistory["state"], reason: string | null): string {
  if (state === "scheduled") return "It is not due yet.";
  if (state === "fired") return "It was due and is on its way.";
  const causes: Record<string, string> = {
    completed: "the task was completed before",
    skipped: "the task was skipped before",
    deleted: "the task was deleted before",
    changed: "the task or its reminders were changed before",
  };
  return `It was cancelled${reason ? `: ${causes[reason] ?? reason}` : ""}.`;
}

const channels: Record<Delivery["channel"], string> = { push: "push", email: "e-mail", "in-app": "the app" };

function wordsOf({ channel, status, late, reason }: Delivery): string {
  const by = channels[channel];
  const because = reason ? `: ${reason}` : "";
  if (status === "sent") return `It was sent by ${by}${late ? ", late" : ""}.`;
  if (status === "sending") return `It is being sent by ${by}${because}.`;
  return status === "failed"
    ? `Sending it by ${by} failed${because}.`
    : `It was not sent by ${by}${because}.`;
}
