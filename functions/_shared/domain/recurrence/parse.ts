import { dateOf, numberOf } from "./calendar.ts";
import { FREQUENCIES, type Rule, type RuleDay, refuse, WEEKDAYS } from "./rule.ts";

/** Reads an RRULE value, with or without its `RRULE:` prefix. Throws InvalidRecurrence on any part it does not know. */
export function parseRule(rrule: string): Rule {
  const text = rrule
    .trim()
    .toUpperCase()
    .replace(/^RRULE:/, "");
  if (text.length > 500) refuse("The rule is longer than 500 characters.");
  const rule: Partial<Rule> = {};
  const seen = new Set<string>();
  for (const part of text.split(";")) {
    const [, name = "", value = ""] = /^([A-Z-]+)=([^=\s]+)$/.exec(part) ?? [];
    if (!name)
      refuse(part ? `"${part}" is not a part of a rule, like FREQ=DAILY.` : "The rule has an empty part.");
    if (seen.has(name)) refuse(`${name} is given twice.`);
    seen.add(name);
    Object.assign(rule, readerOf(name)(value, name));
  }
  if (!rule.freq) refuse("The rule must say how often: FREQ=DAILY, WEEKLY, MONTHLY or YEARLY.");
  return { interval: 1, wkst: 0, ...rule } as Rule;
}

type Reader = (value: string, name: string) => Partial<Rule>;

const READERS: Record<string, Reader> = {
  FREQ: (value) => ({ freq: frequency(value) }),
  INTERVAL: (value, name) => ({ interval: whole(value, name, 1000) }),
  COUNT: (value, name) => ({ count: whole(value, name, 10_000) }),
  UNTIL: (value) => ({ until: until(value) }),
  BYMONTH: (value, name) => ({ byMonth: list(value, (item) => whole(item, name, 12)) }),
  BYWEEKNO: (value, name) => ({ byWeekNo: list(value, (item) => signed(item, name, 53)) }),
  BYYEARDAY: (value, name) => ({ byYearDay: list(value, (item) => signed(item, name, 366)) }),
  BYMONTHDAY: (value, name) => ({ byMonthDay: list(value, (item) => signed(item, name, 31)) }),
  BYSETPOS: (value, name) => ({ bySetPos: list(value, (item) => signed(item, name, 366)) }),
  BYDAY: (value) => ({ byDay: days(value) }),
  WKST: (value) => ({ wkst: weekday(value) }),
};

function readerOf(name: string): Reader {
  if (/^BY(HOUR|MINUTE|SECOND)$/.test(name))
    refuse(`The time of day is that of the due date; leave ${name} out.`);
  if (name === "DTSTART") refuse("The rule begins with the due date; leave DTSTART out.");
  return READERS[name] ?? refuse(`${name} is not a part of a rule that is known here.`);
}

function frequency(value: string): Rule["freq"] {
  const found = FREQUENCIES.find((freq) => freq === value);
  return found ?? refuse(`FREQ=${value} is not possible: a task repeats DAILY, WEEKLY, MONTHLY or YEARLY.`);
}

function whole(value: string, name: string, max: number): number {
  const number = /^\d{1,6}$/.test(value) ? Number(value) : 0;
  return number >= 1 && number <= max ? number : refuse(`${name} must be a whole number from 1 to ${max}.`);
}

function signed(value: string, name: string, max: number): number {
  const [, sign, digits = ""] = /^([+-]?)(\d{1,3})$/.exec(value) ?? [];
  const number = Number(digits);
  if (number < 1 || number > max)
    refuse(`${name} must be whole numbers from 1 to ${max}, or from -${max} to -1.`);
  return sign === "-" ? -number : number;
}

// From the first to the last of the month or year, the ones counted from its end after those from its start.
function list(value: string, read: (item: string) => number): number[] {
  const order = (n: number) => (n > 0 ? n : n + 1000);
  return [...new Set(value.split(",").map(read))].sort((a, b) => order(a) - order(b));
}

function days(value: string): RuleDay[] {
  const byText = new Map(value.split(",").map((item) => [item.replace("+", ""), day(item)]));
  return [...byText.values()].sort((a, b) => (a.nth ?? 0) - (b.nth ?? 0) || a.weekday - b.weekday);
}

function day(item: string): RuleDay {
  const [, nth, name = ""] =
    /^([+-]?\d+)?([A-Z]+)$/.exec(item) ?? refuse(`"${item}" is not a weekday such as MO or -1FR.`);
  return { weekday: weekday(name), ...(nth && { nth: signed(nth, "The number before a weekday", 53) }) };
}

function weekday(name: string): number {
  const found = (WEEKDAYS as readonly string[]).indexOf(name);
  return found >= 0 ? found : refuse(`"${name}" is not a weekday: use MO, TU, WE, TH, FR, SA or SU.`);
}

// A local UNTIL with a time is its date: the whole day belongs to the rule anyway.
function until(value: string): string {
  const [, year, month, date, time] =
    /^(\d{4})(\d\d)(\d\d)(T(?:[01]\d|2[0-3])[0-5]\d[0-5]\dZ?)?$/.exec(value) ?? [];
  const given = `${year}-${month}-${date}`;
  if (!year || dateOf(numberOf(Number(year), Number(month), Number(date))) !== given)
    refuse("UNTIL must be a date such as 20301231, or an instant such as 20301231T225959Z.");
  return time?.endsWith("Z") ? value : value.slice(0, 8);
}
