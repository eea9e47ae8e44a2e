import { addDays, weekday } from "./days.ts";

/** A rule as quick add and the editor make it. */
export interface SimpleRule {
  freq: "DAILY" | "WEEKLY" | "MONTHLY" | "YEARLY";
  interval: number;
  /** 1 for Monday to 7 for Sunday. */
  days?: number[];
  /** Which of the month's `days`: 1 to 4, or -1 for the last. */
  nth?: number;
  /** Day of the month; -1 for the last. */
  monthDay?: number;
  month?: number;
  count?: number;
  until?: string;
}

const names = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

/** The rule in the canonical text of the server (RFC 5545). */
export function toRrule(rule: SimpleRule): string {
  const { freq, interval, days, nth, monthDay, month, count, until } = rule;
  const parts = [`FREQ=${freq}`];
  if (interval > 1) parts.push(`INTERVAL=${interval}`);
  if (month) parts.push(`BYMONTH=${month}`);
  if (monthDay) parts.push(`BYMONTHDAY=${monthDay}`);
  if (days?.length) {
    const each = [...new Set(days)].sort((a, b) => a - b);
    parts.push(`BYDAY=${each.map((day) => `${nth ?? ""}${names[day - 1]}`).join(",")}`);
  }
  if (count) parts.push(`COUNT=${count}`);
  if (until) parts.push(`UNTIL=${until.replaceAll("-", "")}`);
  return parts.join(";");
}

/** The same rule with an explicit day where it implies the day of its first date. */
export function withDay(rule: SimpleRule, date: string): SimpleRule {
  const [, month = 1, day = 1] = date.split("-").map(Number);
  if (rule.days || rule.monthDay || rule.month) return rule;
  if (rule.freq === "WEEKLY") return { ...rule, days: [weekday(date)] };
  if (rule.freq === "MONTHLY") return { ...rule, monthDay: day };
  return rule.freq === "YEARLY" ? { ...rule, month, monthDay: day } : rule;
}

/** The rule when its date moves: on the day of that date, if it names one day; undefined if it names several. */
export function onDay(rule: SimpleRule, date: string): SimpleRule | undefined {
  const { freq, days, nth, monthDay, month } = rule;
  if (!days && !monthDay && !month) return rule;
  if ((days && (days.length > 1 || monthDay)) || (month && freq !== "YEARLY")) return undefined;
  const [, m = 0, d = 0] = date.split("-").map(Number);
  const left = monthLength(date) - d;
  return {
    ...rule,
    ...(month && { month: m }),
    ...(monthDay && { monthDay: monthDay < 0 && left === 0 ? -1 : d }),
    ...(days && { days: [weekday(date)] }),
    ...(nth && { nth: d > 28 || (nth < 0 && left < 7) ? -1 : Math.ceil(d / 7) }),
  };
}

/** Reads a rule that the editor can show; undefined for a more complex one. */
export function fromRrule(rrule: string): SimpleRule | undefined {
  const parts = new Map(
    rrule
      .replace(/^RRULE:/i, "")
      .split(";")
      .map((part) => part.toUpperCase().split("=", 2) as [string, string]),
  );
  const read = (name: string) => {
    const value = parts.get(name);
    parts.delete(name);
    return value;
  };
  read("WKST");
  const rule: SimpleRule = {
    freq: read("FREQ") as SimpleRule["freq"],
    interval: Number(read("INTERVAL") ?? 1),
  };
  const days = [...(read("BYDAY") ?? "").matchAll(/([+-]?\d+)?(MO|TU|WE|TH|FR|SA|SU)/g)];
  if (days.length) rule.days = days.map(([, , day]) => names.indexOf(day as string) + 1);
  const nths = new Set(days.map(([, nth]) => nth));
  if (nths.size > 1) return undefined;
  const [nth] = nths;
  if (nth) rule.nth = Number(nth);
  for (const [name, key] of [
    ["BYMONTHDAY", "monthDay"],
    ["BYMONTH", "month"],
    ["COUNT", "count"],
  ] as const) {
    const value = read(name);
    if (value?.includes(",")) return undefined;
    if (value) rule[key] = Number(value);
  }
  const until = read("UNTIL");
  if (until) rule.until = until.replace(/^(\d{4})(\d\d)(\d\d).*$/, "$1-$2-$3");
  return parts.size === 0 ? rule : undefined;
}

/** The first date from `from` on that the rule names. */
export function firstDate(rule: SimpleRule, from: string): string {
  for (let date = from, i = 0; i < 1500; date = addDays(date, 1), i++) if (matches(rule, date)) return date;
  return from;
}

function matches({ days, nth, monthDay, month }: SimpleRule, date: string): boolean {
  const [, m = 0, d = 0] = date.split("-").map(Number);
  const fromEnd = -(monthLength(date) - d + 1);
  if (month && m !== month) return false;
  if (monthDay && monthDay !== d && monthDay !== fromEnd) return false;
  if (!days?.length) return true;
  if (!days.includes(weekday(date))) return false;
  if (!nth) return true;
  return nth > 0 ? Math.ceil(d / 7) === nth : Math.ceil(-fromEnd / 7) === -nth;
}

function monthLength(date: string): number {
  const [year = 0, month = 0] = date.split("-").map(Number);
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}
