import { firstWeek, monthLength, numberOf, partsOf, weekdayOf, weekStart } from "./calendar.ts";
import type { Rule } from "./rule.ts";

/** Where a day stands: counted from 1 in its month and year, with their lengths. */
interface Place {
  day: number;
  year: number;
  month: number;
  date: number;
  weekday: number;
}

/** Whether a day is one that the BYxxx parts of a rule name. */
export function matcher(rule: Rule): (day: number) => boolean {
  const tests = [months, monthDays, yearDays, weekNumbers, weekdays].flatMap((test) => test(rule) ?? []);
  if (tests.length === 0) return () => true;
  return (day) => {
    const place = { day, ...partsOf(day), weekday: weekdayOf(day) };
    return tests.every((test) => test(place));
  };
}

type Test = (place: Place) => boolean;

function months({ byMonth }: Rule): Test | undefined {
  return byMonth && (({ month }) => byMonth.includes(month));
}

/** Whether BYMONTHDAY names days, which every month then has, rather than limiting those that other parts name. */
export function clampsMonthEnds({ freq, byDay, byYearDay, byWeekNo }: Rule): boolean {
  return (freq === "MONTHLY" || freq === "YEARLY") && !byDay && !byYearDay && !byWeekNo;
}

function monthDays(rule: Rule): Test | undefined {
  const { byMonthDay } = rule;
  if (!byMonthDay) return undefined;
  const clamps = clampsMonthEnds(rule);
  return ({ year, month, date }) => {
    const length = monthLength(year, month);
    const there = (n: number) => (clamps ? Math.max(-length, Math.min(n, length)) : n);
    return byMonthDay.some((n) => isNth(there(n), date, length));
  };
}

function yearDays({ byYearDay }: Rule): Test | undefined {
  return (
    byYearDay && (({ day, year }) => byYearDay.some((n) => isNth(n, dayOfYear(day, year), yearLength(year))))
  );
}

function weekNumbers({ byWeekNo, wkst }: Rule): Test | undefined {
  if (!byWeekNo) return undefined;
  return ({ day }) => {
    const { year } = partsOf(weekStart(day, wkst) + 3);
    const first = firstWeek(year, wkst);
    const weeks = (firstWeek(year + 1, wkst) - first) / 7;
    return byWeekNo.some((n) => isNth(n, Math.floor((day - first) / 7) + 1, weeks));
  };
}

// "The second Monday" is that of the month, or of the year when a yearly rule names no months.
function weekdays({ byDay, freq, byMonth }: Rule): Test | undefined {
  if (!byDay) return undefined;
  const ofYear = freq === "YEARLY" && !byMonth;
  return ({ day, year, month, date, weekday }) =>
    byDay.some(({ weekday: wanted, nth }) => {
      if (wanted !== weekday) return false;
      if (nth === undefined) return true;
      const [position, length] = ofYear
        ? [dayOfYear(day, year), yearLength(year)]
        : [date, monthLength(year, month)];
      return nth > 0 ? Math.ceil(position / 7) === nth : Math.ceil((length - position + 1) / 7) === -nth;
    });
}

function isNth(n: number, position: number, length: number): boolean {
  return n > 0 ? position === n : position === length + 1 + n;
}

function yearLength(year: number): number {
  return numberOf(year + 1, 1) - numberOf(year, 1);
}

function dayOfYear(day: number, year: number): number {
  return day - numberOf(year, 1) + 1;
}
