import { firstWeek, monthLength, numberOf, partsOf, weekdayOf, weekStart } from "./calendar.ts";
import type { Rule } from "./rule.ts";

/** Where a day stands: counted from 1 in its month and year. */
interface Place {
  day: number;
  year: number;
  month: number;
  date: number;
  weekday: number;
  dayOfYear: number;
  yearLength: number;
}

type Matcher = (day: number) => boolean;
type Test = (place: Place) => boolean;

const NO = 1;
const YES = 2;
// Completion mode begins the same rule anew for each occurrence.
const matchers = new WeakMap<Rule, Matcher>();

/**
 * Whether a day is one that the BYxxx parts of a rule name. However many years are asked about, at most those of the
 * 28 kinds of year are worked out.
 */
export function matcher(rule: Rule): Matcher {
  const known = matchers.get(rule);
  if (known) return known;
  const tests = [months, monthDays, weekdays, yearDays, weekNumbers].flatMap((test) => test(rule) ?? []);
  const matches = tests.length ? byKindOfYear((place) => tests.every((test) => test(place))) : () => true;
  matchers.set(rule, matches);
  return matches;
}

function byKindOfYear(test: Test): Matcher {
  const kinds = new Map<string, Uint8Array>();
  let start = 0;
  let length = 0;
  let verdicts: Uint8Array = new Uint8Array();
  const turnTo = (year: number) => {
    start = numberOf(year, 1);
    length = yearLength(year);
    // The years around count too: their weeks reach into this one, and this one's into theirs.
    const kind = [weekdayOf(start), yearLength(year - 1), length, yearLength(year + 1)].join();
    verdicts = kinds.get(kind) ?? new Uint8Array(length);
    kinds.set(kind, verdicts);
  };
  return (day) => {
    if (day < start || day >= start + length) turnTo(partsOf(day).year);
    const index = day - start;
    verdicts[index] ||= test(placeOf(day, start, length)) ? YES : NO;
    return verdicts[index] === YES;
  };
}

function placeOf(day: number, start: number, length: number): Place {
  return { day, ...partsOf(day), weekday: weekdayOf(day), dayOfYear: day - start + 1, yearLength: length };
}

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
  return byYearDay && isAny(byYearDay, ({ dayOfYear, yearLength }) => [dayOfYear, yearLength]);
}

function weekNumbers({ byWeekNo, wkst }: Rule): Test | undefined {
  return (
    byWeekNo &&
    isAny(byWeekNo, ({ day }) => {
      const { year } = partsOf(weekStart(day, wkst) + 3);
      const first = firstWeek(year, wkst);
      return [Math.floor((day - first) / 7) + 1, (firstWeek(year + 1, wkst) - first) / 7];
    })
  );
}

// "The second Monday" is that of the month, or of the year when a yearly rule names no months.
function weekdays({ byDay, freq, byMonth }: Rule): Test | undefined {
  if (!byDay) return undefined;
  const ofYear = freq === "YEARLY" && !byMonth;
  return ({ year, month, date, weekday, dayOfYear, yearLength }) =>
    byDay.some(({ weekday: wanted, nth }) => {
      if (wanted !== weekday) return false;
      if (nth === undefined) return true;
      const [position, length] = ofYear ? [dayOfYear, yearLength] : [date, monthLength(year, month)];
      return nth > 0 ? Math.ceil(position / 7) === nth : Math.ceil((length - position + 1) / 7) === -nth;
    });
}

function isNth(n: number, position: number, length: number): boolean {
  return n > 0 ? position === n : position === length + 1 + n;
}

function isAny(numbers: number[], positionOf: (place: Place) => [position: number, length: number]): Test {
  const wanted = new Set(numbers);
  return (place) => {
    const [position, length] = positionOf(place);
    return wanted.has(position) || wanted.has(position - length - 1);
  };
}

function yearLength(year: number): number {
  return numberOf(year + 1, 1) - numberOf(year, 1);
}
