import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { occurrences } from "../../functions/_shared/domain/recurrence/index.ts";
import { date, rules } from "./recurrence-arbitraries.ts";

/*
 * Compares five years of each rule with its plainest interpretation: for every day, ask whether the rule names it, and
 * number those days. Month ends are clamped as users expect, which no library supports.
 */

const YEARS = 5;
const WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

const numbered = rules({ positions: false }).filter((rule) => !rule.includes("BYWEEKNO"));
const count = fc.option(fc.integer({ min: 1, max: 40 }), { nil: undefined });
const until = fc.option(date, { nil: undefined });
const exdates = fc.array(fc.nat({ max: 200 }), { maxLength: 4 });

test("days, numbers, COUNT, UNTIL and exception dates are those found day by day", () => {
  fc.assert(
    fc.property(numbered, date, count, until, exdates, (rule, first, atMost, lastDate, excludedIndexes) => {
      const all = byHand(rule, first);
      const excluded = excludedIndexes.flatMap((index) => all[index] ?? []);
      const last = lastDate && lastDate > first ? lastDate : undefined;
      const bounded = all
        .map((day, index) => ({ number: index + 1, date: day }))
        .filter(({ number, date: day }) => (atMost ? number <= atMost : !last || day <= last))
        .filter(({ date: day }) => !excluded.includes(day));
      const end = atMost ? `;COUNT=${atMost}` : last ? `;UNTIL=${last.replaceAll("-", "")}` : "";
      assert.deepEqual(ours(rule + end, first, excluded), bounded);
    }),
    { numRuns: 200 },
  );
});

function ours(rrule: string, first: string, excluded: string[]): { number: number; date: string }[] {
  const series = { rrule, mode: "schedule" as const, exdates: excluded, anchor: { date: first } };
  const end = Temporal.PlainDate.from(first).add({ years: YEARS }).toString();
  return occurrences(series, "UTC", { limit: YEARS * 366 })
    .map(({ number, due }) => ({ number, date: due.date }))
    .filter(({ date: day }) => day < end);
}

function byHand(rrule: string, first: string): string[] {
  const parts = Object.fromEntries(rrule.split(";").map((part) => part.split("=")));
  const start = Temporal.PlainDate.from(first);
  const end = start.add({ years: YEARS });
  const days = [first];
  for (let day = start.add({ days: 1 }); Temporal.PlainDate.compare(day, end) < 0; day = day.add({ days: 1 }))
    if (isInPeriod(parts, start, day) && isNamed(withImplied(parts, start), day)) days.push(day.toString());
  return days;
}

type Parts = Record<string, string>;

function isInPeriod(
  { FREQ, INTERVAL, WKST = "MO" }: Parts,
  start: Temporal.PlainDate,
  day: Temporal.PlainDate,
): boolean {
  const weekOf = (of: Temporal.PlainDate) =>
    of.subtract({ days: (of.dayOfWeek + 6 - WEEKDAYS.indexOf(WKST)) % 7 });
  const steps = {
    DAILY: () => start.until(day).days,
    WEEKLY: () => weekOf(start).until(weekOf(day)).days / 7,
    MONTHLY: () => start.with({ day: 1 }).until(day.with({ day: 1 }), { largestUnit: "months" }).months,
    YEARLY: () => day.year - start.year,
  }[FREQ as "DAILY"]();
  return steps % Number(INTERVAL) === 0;
}

function withImplied(parts: Parts, start: Temporal.PlainDate): Parts {
  const { FREQ, BYDAY, BYMONTHDAY, BYYEARDAY } = parts;
  if (FREQ === "DAILY" || BYDAY || BYMONTHDAY || BYYEARDAY) return parts;
  if (FREQ === "WEEKLY") return { ...parts, BYDAY: WEEKDAYS[start.dayOfWeek - 1] as string };
  const month: Parts = FREQ === "YEARLY" ? { BYMONTH: `${start.month}` } : {};
  return { ...month, ...parts, BYMONTHDAY: `${start.day}` };
}

function isNamed({ FREQ, BYMONTH, BYMONTHDAY, BYYEARDAY, BYDAY }: Parts, day: Temporal.PlainDate): boolean {
  const clamps = (FREQ === "MONTHLY" || FREQ === "YEARLY") && !BYDAY && !BYYEARDAY;
  const monthDays = [`${day.day}`, `${day.day - day.daysInMonth - 1}`];
  for (let beyond = 31; clamps && beyond > day.daysInMonth; beyond--) {
    if (day.day === day.daysInMonth) monthDays.push(`${beyond}`);
    if (day.day === 1) monthDays.push(`-${beyond}`);
  }
  const yearDays = [`${day.dayOfYear}`, `${day.dayOfYear - day.daysInYear - 1}`];
  return (
    isOneOf(BYMONTH, [`${day.month}`]) &&
    isOneOf(BYMONTHDAY, monthDays) &&
    isOneOf(BYYEARDAY, yearDays) &&
    isOneOf(BYDAY, weekdayNames(day, FREQ === "YEARLY" && !BYMONTH ? "year" : "month"))
  );
}

// The names of a weekday: FR, 2FR and -3FR for the second Friday of a month with four.
function weekdayNames(day: Temporal.PlainDate, unit: "month" | "year"): string[] {
  const name = WEEKDAYS[day.dayOfWeek - 1] as string;
  const weeks = (sign: 1 | -1) => {
    let n = 0;
    for (let other = day; other[unit] === day[unit]; other = other.subtract({ days: 7 * sign })) n++;
    return n;
  };
  return [name, `${weeks(1)}${name}`, `-${weeks(-1)}${name}`];
}

function isOneOf(list: string | undefined, names: string[]): boolean {
  return list === undefined || list.split(",").some((item) => names.includes(item));
}
