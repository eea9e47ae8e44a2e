import { notificationIdOf } from "../_shared/contract/notification.ts";
import type { FormerNotification, Notification } from "../_shared/contract/schemas.ts";
import { isLate } from "../_shared/domain/reminders.ts";
import type { Due } from "../_shared/domain/task/task.ts";
import { confirmationHours, resetHours } from "../_shared/platform/mail-links.ts";
import type { Told } from "../_shared/store/deliveries/deliveries.ts";
import type { Words } from "../_shared/words/index.ts";

/** A notification in its reader's language, as every channel delivers it. */
export interface Message extends Told {
  kind: Notification["kind"];
  body: string;
  /** The task's due date as the person set it. */
  due: Due | null;
}

/** Puts a notification into words. */
export function messageOf(data: Notification, words: Words, now: Date, zone: string): Message {
  const common = { id: notificationIdOf(data), user_id: data.user_id, kind: data.kind, body: "" };
  if (data.kind === "reminder") {
    const { task_id, title, due, due_at, remind_at } = data;
    // It may have become late while it waited for this function.
    const late = data.late || isLate(new Date(remind_at), now);
    return { ...common, task_id, title, due, due_at, remind_at, late };
  }
  if (data.kind === "reminders") {
    const { count, reminders, requested_at: remind_at } = data;
    const late = data.late || isLate(new Date(remind_at), now);
    const titles = reminders.map(({ title }) => title);
    const { title, body } = words.reminders(count, titles);
    return { ...common, ...{ task_id: null, due: null, due_at: null, remind_at, late, title, body } };
  }
  const remind_at = isFormer(data) ? data.remind_at : data.requested_at;
  const noTask = { task_id: null, due: null, due_at: null, late: false, remind_at };
  return { ...common, ...noTask, ...wordsFor(data, words, zone) };
}

/** Whether version 0.1.0 published it, which sent notifications other than reminders with words and link. */
export const isFormer = (data: Notification): data is FormerNotification =>
  data.kind !== "reminder" && "reminder_id" in data;

function wordsFor(
  data: Exclude<Notification, { kind: "reminder" | "reminders" }>,
  words: Words,
  timeZone: string,
): Pick<Message, "title" | "body"> {
  if (isFormer(data)) return { title: data.title, body: data.body };
  if (data.kind === "digest") {
    const { today, overdue } = data;
    const body = [...overdue.map(words.digest.overdue), ...today].join("\n");
    return { title: words.digest.title(today.length, overdue.length), body };
  }
  if (data.kind === "test") return words.test;
  if (data.kind === "password-changed") return words.passwordChanged;
  if (data.kind === "passkey-added") return filled(words.passkeyAdded, data.name);
  if (data.kind === "passkey-removed") return filled(words.passkeyRemoved, data.name);
  if (data.kind === "account-ends") {
    const format = new Intl.DateTimeFormat(words.locale, { dateStyle: "long", timeStyle: "short", timeZone });
    return filled(words.accountEnds, format.format(new Date(data.erase_at)));
  }
  if (data.kind === "confirmation") return filled(words.confirmation, confirmationHours);
  return filled(data.proves ? words.registered : words.passwordReset, resetHours);
}

/** The words with what they are about. */
const filled = <Fact>({ title, body }: { title: string; body: (fact: Fact) => string }, fact: Fact) => ({
  title,
  body: body(fact),
});
