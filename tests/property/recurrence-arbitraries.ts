import fc from "fast-check";
import { checkRule } from "../../functions/_shared/domain/recurrence/index.ts";
import { LocalDate } from "../../functions/_shared/domain/task/task.ts";

/** Zones with every kind of change: both hemispheres, and one whose gap is at midnight. */
export const ZONES = [
  "Europe/Berlin",
  "America/New_York",
  "Australia/Sydney",
  "Pacific/Auckland",
  "America/Santiago",
];

export const zone = fc.constantFrom(...ZONES);

/** Local dates over five years, including a leap day. */
export const date = fc
  .integer({ min: 0, max: 5 * 365 })
  .map((days) => new Date(Date.UTC(2024, 0, 1) + days * 86_400_000).toISOString().slice(0, 10))
  .filter((text) => LocalDate.safeParse(text).success);

/** Times of day, including some in gaps and overlaps. */
export const time = fc.constantFrom("00:00", "00:30", "02:00", "02:30", "03:00", "09:00", "23:30");

export const instant = fc
  .integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2030, 0, 1) })
  .map((milliseconds) => new Date(milliseconds));

const weekday = fc.constantFrom("MO", "TU", "WE", "TH", "FR", "SA", "SU");
// Mostly missing, since rules with every part limit their days to nothing.
const some = (value: fc.Arbitrary<string | number>, max: number) =>
  fc.oneof(
    { weight: 2, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.uniqueArray(value, { minLength: 1, maxLength: max }) },
  );
const around = (max: number) => fc.oneof(fc.integer({ min: 1, max }), fc.integer({ min: -max, max: -1 }));

/**
 * RRULEs that RFC 5545 allows and that can occur, without COUNT and UNTIL. `monthDays` limits BYMONTHDAY: up to 28
 * every month has the day, beyond that the month ends are clamped.
 */
export function rules({ monthDays = 31, positions = true } = {}): fc.Arbitrary<string> {
  return fc
    .record({
      freq: fc.constantFrom("DAILY", "WEEKLY", "MONTHLY", "YEARLY"),
      interval: fc.integer({ min: 1, max: 4 }),
      months: some(fc.integer({ min: 1, max: 12 }), 4),
      monthDays: some(around(monthDays), 4),
      yearDays: some(around(365), 4),
      weeks: some(around(52), 3),
      days: some(weekday, 5),
      nthDays: some(
        fc.tuple(around(4), weekday).map(([n, day]) => `${n}${day}`),
        3,
      ),
      positions: some(around(3), 2),
      wkst: fc.option(weekday, { nil: undefined }),
    })
    .map((given) => {
      const yearly = given.freq === "YEARLY";
      const weeks = yearly && !given.yearDays ? given.weeks : undefined;
      const nthDays = (yearly && !weeks) || given.freq === "MONTHLY" ? given.nthDays : undefined;
      const by = {
        BYMONTH: given.months,
        BYWEEKNO: weeks,
        BYYEARDAY: yearly ? given.yearDays : undefined,
        BYMONTHDAY: given.freq === "WEEKLY" || weeks ? undefined : given.monthDays,
        BYDAY: nthDays ?? given.days,
      };
      const chosen = positions && Object.values(by).some(Boolean) ? given.positions : undefined;
      const parts = { FREQ: given.freq, INTERVAL: given.interval, ...by, BYSETPOS: chosen, WKST: given.wkst };
      return Object.entries(parts)
        .flatMap(([name, value]) => (value === undefined ? [] : `${name}=${value}`))
        .join(";");
    })
    .filter(isPossible);
}

function isPossible(rule: string): boolean {
  try {
    return checkRule(rule) !== "";
  } catch {
    return false;
  }
}
