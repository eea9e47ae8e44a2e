import { addDays } from "../../../functions/_shared/domain/days.ts";
import { instantOf, localOf } from "../../../functions/_shared/domain/wall-clock.ts";
import type { NewTask, Reminder } from "../core/types.ts";

type Due = NonNullable<NewTask["due"]>;

/** The hour of a day without a time from which whole days are counted; see the rules of reminders. */
const wholeDayTime = "09:00";

/** The reminders of a new task whose moment has passed: the server sets none that could not ring any more. */
export function passedReminders(
  { reminders = [], due }: Pick<NewTask, "due"> & { reminders?: Reminder[] },
  now: Date,
  zone: string,
): Reminder[] {
  return reminders.filter((reminder) => {
    const at = "at" in reminder ? new Date(reminder.at) : due && beforeDue(due, reminder, zone);
    return at ? at <= now : false;
  });
}

function beforeDue(due: Due, { before, time }: { before: string; time?: string }, zone: string): Date {
  const part = (unit: string, text: string) => Number(new RegExp(`(\\d+)${unit}`).exec(text)?.[1] ?? 0);
  const [days = "", exact = ""] = before.split("T");
  const seconds = part("H", exact) * 3600 + part("M", exact) * 60 + part("S", exact);
  const clock = time ?? due.time ?? (seconds > 0 ? undefined : wholeDayTime);
  // Where the clock leaves out the time, days are counted from the one that it shows instead.
  const local = localOf(instantOf({ ...due, time: clock }, zone), due.time_zone ?? zone);
  const date = addDays(local.date, -(part("W", days) * 7 + part("D", days)));
  return new Date(instantOf({ ...due, ...local, date }, zone).getTime() - seconds * 1000);
}
