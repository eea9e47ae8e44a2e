import { daysBetween } from "../lib/zone.ts";
import { locale, t } from "../words/index.ts";
import { type Item, today, zone } from "./memory.ts";

const cache = new Map<string, Intl.DateTimeFormat>();

function formatter(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = locale + JSON.stringify(options);
  let found = cache.get(key);
  if (!found) {
    found = new Intl.DateTimeFormat(locale, options);
    cache.set(key, found);
  }
  return found;
}

const dateOf = (date: string) => new Date(`${date}T00:00Z`);

/** A local date in the person's words. */
export function formatDate(date: string, options: Intl.DateTimeFormatOptions): string {
  return formatter({ ...options, timeZone: "UTC" }).format(dateOf(date));
}

/** "Today", "Tomorrow", "Friday", "5 Oct", "5 Oct 2028": as short as it can be. */
export function dayName(date: string): string {
  const days = daysBetween(today.value, date);
  if (Math.abs(days) <= 1) {
    return nearDay(days);
  }
  if (days > 1 && days < 7) return formatDate(date, { weekday: "long" });
  const year = date.slice(0, 4) !== today.value.slice(0, 4) ? ({ year: "numeric" } as const) : {};
  return formatDate(date, { day: "numeric", month: "short", ...year });
}

const near = new Map<string, string>();

function nearDay(days: number): string {
  const key = locale + days;
  let found = near.get(key);
  if (!found) {
    const text = new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(days, "day");
    found = text.charAt(0).toLocaleUpperCase(locale) + text.slice(1);
    near.set(key, found);
  }
  return found;
}

/** A wall-clock time as the locale writes it. */
export function timeName(time: string): string {
  return formatter({ hour: "numeric", minute: "2-digit", timeZone: "UTC" }).format(
    new Date(`2000-01-01T${time}Z`),
  );
}

/** The date, or date and time, of what is due. */
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
  const year = instant.slice(0, 4) !== today.value.slice(0, 4) ? ({ year: "numeric" } as const) : {};
  return formatter({
    day: "numeric",
    month: "short",
    ...year,
    hour: "numeric",
    minute: "2-digit",
    timeZone: zone.value,
  }).format(new Date(instant));
}

/** An ISO 8601 duration in words, as reminders have it. */
function durationName(iso: string): string {
  const [, w, d, h, m] = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:\d+S)?)?$/.exec(iso) ?? [];
  const { weeks, days, hours, minutes } = t.reminder;
  const parts = [
    w && weeks(Number(w)),
    d && days(Number(d)),
    h && hours(Number(h)),
    m && Number(m) > 0 && minutes(Number(m)),
  ];
  return parts.filter(Boolean).join(" ");
}

/** What a reminder says it will do. */
export function reminderName(reminder: Item["reminders"][number]): string {
  if ("at" in reminder) return t.reminder.at(instantName(reminder.at));
  const amount = durationName(reminder.before);
  return amount ? t.reminder.before(amount) : t.reminder.atTime;
}

/** First day of the week where the person lives: 1 for Monday to 7 for Sunday. */
export function firstWeekday(): number {
  const info = new Intl.Locale(locale) as Intl.Locale & {
    getWeekInfo?: () => { firstDay: number };
    weekInfo?: { firstDay: number };
  };
  return (info.getWeekInfo?.() ?? info.weekInfo)?.firstDay ?? 1;
}

/** Names of the weekdays, from the locale's first. */
export function weekdayNames(style: "long" | "short" | "narrow" = "short"): { day: number; name: string }[] {
  return Array.from({ length: 7 }, (_, i) => {
    const day = ((firstWeekday() - 1 + i) % 7) + 1;
    // 1 January 2001 was a Monday.
    return { day, name: formatDate(`2001-01-0${day}`, { weekday: style }) };
  });
}

/** Why something was not sent, as the server says it, in the person's words. */
export function reasonName(reason: string): string {
  const [, sentence = reason, detail = ""] = /^(.*?)( \(.*\))?$/.exec(reason) ?? [];
  return (t.activity.reasons[sentence] ?? sentence) + detail;
}
