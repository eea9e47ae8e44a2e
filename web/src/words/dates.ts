import { locale } from "./index.ts";

const formatters = new Map<string, Intl.DateTimeFormat>();

/** Formatters in the person's locale; cached, because making one is slow. */
export function formatter(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = locale + JSON.stringify(options);
  let found = formatters.get(key);
  if (!found) {
    found = new Intl.DateTimeFormat(locale, options);
    formatters.set(key, found);
  }
  return found;
}

/** A local date in the person's locale. */
export function formatDate(date: string, options: Intl.DateTimeFormatOptions): string {
  return formatter({ ...options, timeZone: "UTC" }).format(new Date(`${date}T00:00Z`));
}

/** A wall-clock time in the person's locale. */
export function timeName(time: string): string {
  return formatter({ hour: "numeric", minute: "2-digit", timeZone: "UTC" }).format(
    new Date(`2000-01-01T${time}Z`),
  );
}

const near = new Map<string, string>();

/** "Yesterday", "Today", "Tomorrow": a day by its distance from today. */
export function nearDayName(days: number): string {
  const key = locale + days;
  let found = near.get(key);
  if (!found) {
    const text = new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(days, "day");
    found = text.charAt(0).toLocaleUpperCase(locale) + text.slice(1);
    near.set(key, found);
  }
  return found;
}

/** First day of the week in the person's locale: 1 for Monday to 7 for Sunday. */
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

let dayIsFirst: boolean | undefined;
/** Whether the locale writes 5 October as 5/10. */
export function dayFirst(): boolean {
  if (dayIsFirst === undefined) {
    const parts = new Intl.DateTimeFormat(locale).formatToParts(0).map(({ type }) => type);
    dayIsFirst = parts.indexOf("day") < parts.indexOf("month");
  }
  return dayIsFirst;
}
