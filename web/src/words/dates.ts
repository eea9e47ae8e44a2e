import { locale } from "./index.ts";

const formatters = new Map<string, Intl.DateTimeFormat>();

/** How a person writes times and weeks where it is not as in their language. */
export interface Clock {
  hours: "auto" | "12" | "24";
  /** The first day of the week: 1 for Monday to 7 for Sunday. */
  week: "auto" | "1" | "6" | "7";
}
let clock: Clock = { hours: "auto", week: "auto" };
export function setClock(next: Clock): void {
  clock = next;
}

/** Formatters in the person's locale and clock; cached, because making one is slow. */
export function formatter(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const cycle = { "12": "h12", "24": "h23", auto: undefined } as const;
  const hourCycle = options.hour ? cycle[clock.hours] : undefined;
  const key = locale + (hourCycle ?? "") + JSON.stringify(options);
  let found = formatters.get(key);
  if (!found) {
    found = new Intl.DateTimeFormat(locale, { ...options, ...(hourCycle && { hourCycle }) });
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

/** First day of the person's week: 1 for Monday to 7 for Sunday. */
export function firstWeekday(): number {
  if (clock.week !== "auto") return Number(clock.week);
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

/** A date as the person's language writes it in figures. */
export const dateInFigures = (date: string): string =>
  formatDate(date, { day: "2-digit", month: "2-digit", year: "numeric" });

/** A date written in figures, in the order of the language or as ISO 8601; without a year, of `year`. */
export function readDate(text: string, year: string): string | undefined {
  const iso = /^\s*(\d{4})-(\d{1,2})-(\d{1,2})\s*$/.exec(text);
  const [, a, b, c] = /^\s*(\d{1,2})[./\s-]+(\d{1,2})(?:[./\s-]+(\d{4}|\d{2})?)?\s*$/.exec(text) ?? [];
  const [month, day] = dayFirst() ? [b, a] : [a, b];
  const [y, m, d] = iso ? iso.slice(1) : [c ?? year, month, day];
  if (!y || !m || !d) return undefined;
  const date = `${y.length === 2 ? `20${y}` : y}-${m.padStart(2, "0")}-${d.padStart(2, "0")}`;
  const instant = new Date(`${date}T00:00Z`);
  // 31 February is none.
  return instant.getTime() && instant.toISOString().startsWith(date) ? date : undefined;
}

/** A time of day, like "9", "9:30", "930", "9.30 pm" or "21 Uhr". */
export function readTime(text: string): string | undefined {
  const [, h = "", m = "0", half] =
    /^\s*(\d{1,2})(?:[:.h]?(\d{2}))?\s*(a\.?m\.?|p\.?m\.?|uhr|h)?\s*$/i.exec(text) ?? [];
  const noon = /^[ap]/i.test(half ?? "");
  if (!h || Number(m) > 59 || Number(h) > (noon ? 12 : 23) || (noon && Number(h) === 0)) return undefined;
  const hours = noon ? (Number(h) % 12) + (/^p/i.test(half ?? "") ? 12 : 0) : Number(h);
  return `${String(hours).padStart(2, "0")}:${m.padStart(2, "0")}`;
}
