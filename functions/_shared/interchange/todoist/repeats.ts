import { splitTime } from "./dates.ts";

/** A repetition parsed to a rule, which counts from its start. */
export interface ReadRepetition {
  /** An RRULE without UNTIL. */
  rrule: string;
  mode: "schedule" | "completion";
  /** `HH:MM`. */
  time?: string;
  /** Words for the date on which it begins or ends. */
  starting?: string;
  until?: string;
}

const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const weekday = "(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?s?";
const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const month =
  "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)";
const nths = { first: 1, second: 2, third: 3, fourth: 4, fifth: 5, last: -1 } as Record<string, number>;
const nth = `(?:[1-5](?:st|nd|rd|th)|${Object.keys(nths).join("|")})`;
// Each separator matches in one way only: with two ways, thirty separators would backtrack a billion times.
const list = (item: string) => `${item}(?:(?:,? and |,? ?& ?|, ?)${item})*`;
const whole = (pattern: string) => new RegExp(`^(?:${pattern})$`);

const single: Record<string, string> = {
  daily: "day",
  everyday: "day",
  weekly: "week",
  monthly: "month",
  quarterly: "quarter",
  yearly: "year",
  annually: "year",
};
const units: Record<string, [string, number]> = {
  day: ["DAILY", 1],
  week: ["WEEKLY", 1],
  month: ["MONTHLY", 1],
  quarter: ["MONTHLY", 3],
  year: ["YEARLY", 1],
};

/**
 * Parses Todoist's "every …" in English, in lower case; undefined if it does not match.
 * "every!" counts from completion.
 */
export function readRepetition(given: string): ReadRepetition | undefined {
  const { core, ...rest } = bounds(given);
  const { rest: text, time } = splitTime(core);
  const [, head, days = ""] =
    /^(every ?!?|after)(?: (.+))?$/.exec(text.replace(/^ev\b ?(!?) ?/, "every$1 ")) ?? [];
  // "Every morning" is a daily rule with a time: nothing else is left to parse.
  const unit = single[text] ?? (head && !days && time ? "day" : undefined);
  const rrule = unit ? ofUnit(unit, 1) : head && ruleOf(days);
  if (!rrule) return undefined;
  const mode = head && /!|after/.test(head) ? ("completion" as const) : ("schedule" as const);
  return { rrule, mode, ...(time && { time }), ...rest };
}

function bounds(given: string): { core: string; starting?: string; until?: string } {
  const [, before = given, until] = /^(.*?),? (?:until|ending|to) (.+)$/.exec(given) ?? [];
  const [, core = before, starting] = /^(.*?),? (?:starting|from|beginning)(?: on)? (.+)$/.exec(before) ?? [];
  return { core, ...(starting && { starting }), ...(until && { until }) };
}

function ruleOf(text: string): string | undefined {
  const [, every, unit, on] =
    /^(?:(other|\d{1,3}) )?(day|week|month|quarter|year)s?(?: on (?:the )?(.+))?$/.exec(text) ?? [];
  const interval = every === "other" ? 2 : Number(every ?? 1);
  if (unit && !on) return ofUnit(unit, interval);
  if (unit === "week" && on) return ofWeekdays(on, interval);
  if (unit === "month" && on) return ofMonth(on, interval);
  if (unit) return unit === "year" && on ? ofDate(on) : undefined;
  const [, other, days] = /^(?:(other|\d{1,2}) )?(.+)$/.exec(text) ?? [];
  const weekly = days && ofWeekdays(days, other === "other" ? 2 : Number(other ?? 1));
  return weekly || ofMonth(text, 1) || ofDate(text);
}

function ofUnit(unit: string, count: number): string | undefined {
  const [freq, factor] = units[unit] ?? [];
  return freq && factor && count > 0 ? rule(freq, count * factor) : undefined;
}

function ofWeekdays(text: string, interval: number): string | undefined {
  // "Every 3 workdays" counts working days only, which no rule can express.
  if (interval > 1 && /workdays?|weekdays?/.test(text)) return undefined;
  const days = text
    .replace(/\b(?:week|work)days?\b/, "mon,tue,wed,thu,fri")
    .replace(/\bweekends?\b/, "sat,sun");
  if (!whole(list(weekday)).test(days)) return undefined;
  return `${rule("WEEKLY", interval)};BYDAY=${each(days, weekday).map(dayCode).join(",")}`;
}

// "the 15th", "1st and 15th", "last day", "3rd friday", each with or without "of the month".
function ofMonth(given: string, interval: number): string | undefined {
  const text = given.replace(/^the /, "").replace(/ of (?:the|each|every) month$/, "");
  const numbered = new RegExp(`^(${nth}) (${weekday})$`).exec(text);
  if (numbered)
    return `${rule("MONTHLY", interval)};BYDAY=${nthOf(numbered[1])}${dayCode(numbered[2] ?? "")}`;
  if (/^last day$/.test(text)) return `${rule("MONTHLY", interval)};BYMONTHDAY=-1`;
  if (!whole(list("\\d{1,2}(?:st|nd|rd|th)?")).test(text) || !/^\d+(?:st|nd|rd|th)/.test(text))
    return undefined;
  return `${rule("MONTHLY", interval)};BYMONTHDAY=${each(text, "\\d{1,2}").join(",")}`;
}

function ofDate(text: string): string | undefined {
  const [, early, day, late] =
    new RegExp(`^(?:(${month}) )?(\\d{1,2})(?:st|nd|rd|th)?(?: (?:of )?(${month}))?$`).exec(text) ?? [];
  const name = early ?? late;
  if (!name || !day || (early && late)) return undefined;
  return `${rule("YEARLY", 1)};BYMONTH=${months.indexOf(name.slice(0, 3)) + 1};BYMONTHDAY=${day}`;
}

const rule = (freq: string, interval: number): string =>
  interval === 1 ? `FREQ=${freq}` : `FREQ=${freq};INTERVAL=${interval}`;
const each = (text: string, item: string): string[] => text.match(new RegExp(item, "g")) ?? [];
const nthOf = (text = ""): number => nths[text] ?? Number.parseInt(text, 10);
const dayCode = (name: string): string =>
  (weekdays.find((day) => name.startsWith(day)) ?? "").slice(0, 2).toUpperCase();
