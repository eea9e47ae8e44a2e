import { dateOf, numberOf } from "./calendar.ts";
import { type Options, RRule, type Weekday } from "./library.ts";
import { FREQUENCIES, type Rule, type RuleDay, refuse } from "./rule.ts";

const PARTS = /^(FREQ|INTERVAL|COUNT|UNTIL|WKST|BY(MONTH|WEEKNO|YEARDAY|MONTHDAY|DAY|SETPOS))$/;

/**
 * Reads an RRULE value, with or without its `RRULE:` prefix. Throws InvalidRecurrence for any part it does not know.
 */
export function parseRule(rrule: string): Rule {
  const text = rrule
    .trim()
    .toUpperCase()
    .replace(/^RRULE:/, "");
  if (text.length > 500) refuse("The rule is longer than 500 characters.");
  const values = valuesOf(text);
  const until = untilOf(values.get("UNTIL"));
  const given = optionsOf(text);
  return {
    freq: frequency(given.freq, values.get("FREQ")),
    interval: whole(given.interval ?? 1, "INTERVAL", 1000),
    byMonth: list(given.bymonth, (item) => whole(item, "BYMONTH", 12)),
    byWeekNo: list(given.byweekno, (item) => signed(item, "BYWEEKNO", 53)),
    byYearDay: list(given.byyearday, (item) => signed(item, "BYYEARDAY", 366)),
    byMonthDay: list(given.bymonthday, (item) => signed(item, "BYMONTHDAY", 31)),
    byDay: days(given.byweekday, values.get("BYDAY")),
    bySetPos: list(given.bysetpos, (item) => signed(item, "BYSETPOS", 366)),
    wkst: values.has("WKST") ? weekday(given.wkst, values.get("WKST")) : 0,
    count: values.has("COUNT") ? whole(given.count, "COUNT", 10_000) : undefined,
    until,
  };
}

// A repeated part is refused, since rrule would use its last value.
function valuesOf(text: string): Map<string, string> {
  const values = new Map<string, string>();
  for (const part of text.split(";")) {
    const [, name = "", value = ""] = /^([A-Z-]+)=([^=\s]+)$/.exec(part) ?? [];
    if (!name)
      refuse(part ? `"${part}" is not a part of a rule, like FREQ=DAILY.` : "The rule has an empty part.");
    if (values.has(name)) refuse(`${name} is given twice.`);
    if (!PARTS.test(name)) refuse(whyNot(name));
    values.set(name, value);
  }
  return values;
}

function whyNot(name: string): string {
  if (/^BY(HOUR|MINUTE|SECOND)$/.test(name))
    return `The time of day is that of the due date; leave ${name} out.`;
  if (name === "DTSTART") return "The rule begins with the due date; leave DTSTART out.";
  return `${name} is not a part of a rule that is known here.`;
}

// rrule returns other values that it cannot read as text or undefined.
function optionsOf(text: string): Partial<Options> {
  try {
    return RRule.parseString(text);
  } catch {
    return refuse("BYDAY must be weekdays such as MO or -1FR.");
  }
}

function frequency(given: unknown, value?: string): Rule["freq"] {
  if (!value) refuse("The rule must say how often: FREQ=DAILY, WEEKLY, MONTHLY or YEARLY.");
  const found = FREQUENCIES.find((freq) => RRule[freq] === given);
  return found ?? refuse(`FREQ=${value} is not possible: a task repeats DAILY, WEEKLY, MONTHLY or YEARLY.`);
}

function whole(given: unknown, name: string, max: number): number {
  if (typeof given === "number" && given >= 1 && given <= max) return given;
  return refuse(`${name} must be a whole number from 1 to ${max}.`);
}

function signed(given: unknown, name: string, max: number): number {
  if (typeof given === "number" && given !== 0 && Math.abs(given) <= max) return given;
  return refuse(`${name} must be whole numbers from 1 to ${max}, or from -${max} to -1.`);
}

// Sorted from the first to the last of the month or year; numbers that count from the end come last.
function list(given: unknown, read: (item: unknown) => number): number[] | undefined {
  if (given === undefined) return undefined;
  const order = (n: number) => (n > 0 ? n : n + 1000);
  return [...new Set([given].flat().map(read))].sort((a, b) => order(a) - order(b));
}

function days(given: Options["byweekday"] | undefined, value = ""): RuleDay[] | undefined {
  if (!given) return undefined;
  const read = ([given].flat() as (Weekday | undefined)[]).map((day, index) => ({
    weekday: weekday(day, value.split(",")[index]),
    ...(day?.n && { nth: signed(day.n, "The number before a weekday", 53) }),
  }));
  const distinct = new Map(read.map((day) => [`${day.nth} ${day.weekday}`, day]));
  return [...distinct.values()].sort((a, b) => (a.nth ?? 0) - (b.nth ?? 0) || a.weekday - b.weekday);
}

function weekday(given: unknown, value?: string): number {
  const day = given as Weekday | undefined;
  return day?.weekday ?? refuse(`"${value}" is not a weekday: use MO, TU, WE, TH, FR, SA or SU.`);
}

// rrule reads instants and local times alike. A local UNTIL with a time is reduced to its date, since the whole day
// belongs to the rule.
function untilOf(value?: string): string | undefined {
  if (!value) return undefined;
  const [, year, month, date, time] =
    /^(\d{4})(\d\d)(\d\d)(T(?:[01]\d|2[0-3])[0-5]\d[0-5]\dZ?)?$/.exec(value) ?? [];
  const given = `${year}-${month}-${date}`;
  if (!year || dateOf(numberOf(Number(year), Number(month), Number(date))) !== given)
    refuse("UNTIL must be a date such as 20301231, or an instant such as 20301231T225959Z.");
  return time?.endsWith("Z") ? value : value.slice(0, 8);
}
