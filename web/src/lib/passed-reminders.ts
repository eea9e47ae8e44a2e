import { addDays } from "../../../functions/_shared/domain/days.ts";
import type { ReminderSettings } from "../../../functions/_shared/domain/reminders.ts";
import type { GivenTask as NewTask, Reminder } from "../../../functions/_shared/domain/task/task.ts";
import { instantOf, localOf } from "../../../functions/_shared/domain/wall-clock.ts";

type Due = NonNullable<NewTask["due"]>;

/** The reminders of a new task whose moment has passed: the server sets none that could not ring any more. */
export function passedReminders(
  { reminders = [], due }: Pick<NewTask, "due"> & { reminders?: Reminder[] },
  now: Date,
  settings: ReminderSettings,
): Reminder[] {
  return reminders.filter((reminder) => {
    const at = "at" in reminder ? new Date(reminder.at) : due && beforeDue(due, reminder, settings);
    return at ? at <= now : false;
  });
}

function beforeDue(
  due: Due,
  { before, time }: { before: string; time?: string },
  { zone, wholeDayTime }: ReminderSettings,
): Date {
  const part = (unit: string, text: string) => Number(new RegExp(`(\\d+)${unit}`).exec(text)?.[1] ?? 0);
  const [days = "", exact = ""] = before.split("T");
  const seconds = part("H", exact) * 3600 + part("M", exact) * 60 + part("S", exact);
  const clock = time ?? due.time ?? (seconds > 0 ? undefined : wholeDayTime);
  // Where the clock leaves out the time, days are counted from the one that it shows instead.
  const local = localOf(instantOf({ ...due, time: clock }, zone), due.time_zone ?? zone);
  const date = addDays(local.date, -(part("W", days) * 7 + part("D", days)));
  return new Date(instantOf({ ...due, ...local, date }, zone).getTime() - seconds * 1000);
}
