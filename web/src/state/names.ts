import { daysBetween } from "../../../functions/_shared/domain/days.ts";
import { formatDate, formatter, nearDayName, timeName } from "../words/dates.ts";
import { t } from "../words/index.ts";
import { clock, type Item, today, zone } from "./memory.ts";

/** Names of days, moments and reminders relative to today and in the person's zone. */

/** "Today", "Tomorrow", "Friday", "5 Oct", "5 Oct 2028": as short as possible. */
export function dayName(date: string): string {
  const days = daysBetween(today.value, date);
  if (Math.abs(days) <= 1) return nearDayName(days);
  if (days > 1 && days < 7) return formatDate(date, { weekday: "long" });
  return formatDate(date, { day: "numeric", month: "short", ...yearOf(date) });
}

/** The year is shown for days of another year. */
const yearOf = (date: string) =>
  date.slice(0, 4) !== today.value.slice(0, 4) ? ({ year: "numeric" } as const) : {};

/** Whether an open task's day, or time of today, has passed. */
export function isLate({ status, day, time }: Pick<Item, "status" | "day" | "time">): boolean {
  if (status !== "open" || day === null || day > today.value) return false;
  return day < today.value || (time !== null && time < clock.value);
}

/** The due date, or date and time. */
export function dueName(item: Pick<Item, "due" | "day" | "due_at">): string {
  if (!item.due || !item.day) return "";
  const shown = dayName(item.day);
  if (!item.due.time) return shown;
  const foreign = item.due.time_zone && item.due.time_zone !== zone.value;
  const time = foreign && item.due_at ? instantTime(item.due_at) : timeName(item.due.time);
  return `${shown}, ${time}`;
}

function instantTime(instant: string): string {
  return formatter({ hour: "numeric", minute: "2-digit", timeZone: zone.value }).format(new Date(instant));
}

/** An instant with its date, in the person's zone. */
export function instantName(instant: string): string {
  return formatter({
    day: "numeric",
    month: "short",
    ...yearOf(instant),
    hour: "numeric",
    minute: "2-digit",
    timeZone: zone.value,
  }).format(new Date(instant));
}

/** An ISO 8601 duration of a reminder, in words. */
function durationName(iso: string): string {
  const [, w, d, h, m] = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:\d+S)?)?$/.exec(iso) ?? [];
  const { weeks, days, hours, minutes } = t.reminder;
  const named: [string | undefined, (count: number) => string][] = [
    [w, weeks],
    [d, days],
    [h, hours],
    [m, minutes],
  ];
  const parts = named.map(([count, name]) => Number(count) > 0 && name(Number(count)));
  return parts.filter(Boolean).join(" ");
}

/** A reminder in words. */
export function reminderName(reminder: Item["reminders"][number]): string {
  if ("at" in reminder) return t.reminder.at(instantName(reminder.at));
  const amount = durationName(reminder.before);
  if ("time" in reminder) {
    const time = timeName(reminder.time);
    return amount ? `${t.reminder.before(amount)}, ${time}` : t.reminder.onTheDay(time);
  }
  return amount ? t.reminder.before(amount) : t.reminder.atTime;
}
