import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { RRuleTemporal } from "rrule-temporal";
import { occurrences } from "../../functions/_shared/domain/recurrence/index.ts";
import { localDateTime } from "../../functions/_shared/domain/time.ts";
import { date, rules, time, ZONES } from "./recurrence-arbitraries.ts";

/*
 * Compares five years of each rule with rrule-temporal, an independent implementation of RFC 5545 and RFC 7529. The
 * first due date is ignored on both sides: it counts here even if the rule does not name it.
 */

const YEARS = 5;
const MORE_THAN_FIVE_YEARS = 6 * 366;

test("in UTC, every rule gives the days that the RFC names", () => {
  fc.assert(
    fc.property(rules({ monthDays: 28 }).filter(agreesWithTheRfc), date, (rule, first) => {
      // Days 29 to 31 from the first due date are the deliberate difference, checked below.
      fc.pre(first.slice(8) <= "28");
      assert.deepEqual(ours(rule, first, "09:00", "UTC"), theirs(rule, first, "09:00", "UTC"));
    }),
    { numRuns: 500 },
  );
});

test("month ends given by the first due are those of RFC 7529, SKIP=BACKWARD", () => {
  const monthly = fc.record({
    freq: fc.constantFrom("MONTHLY", "YEARLY"),
    interval: fc.integer({ min: 1, max: 4 }),
  });
  const first = fc.constantFrom("2024-01-29", "2024-01-30", "2024-01-31", "2024-02-29", "2025-08-31");
  fc.assert(
    fc.property(monthly, first, ({ freq, interval }, from) => {
      const rule = `FREQ=${freq};INTERVAL=${interval}`;
      const expected = theirs(`RSCALE=GREGORIAN;${rule};SKIP=BACKWARD`, from, "09:00", "UTC");
      assert.deepEqual(ours(rule, from, "09:00", "UTC"), expected);
    }),
  );
});

for (const zone of ZONES) {
  test(`in ${zone}, every instant is the one of the wall clock`, () => {
    const plain = rules({ monthDays: 28, positions: false }).filter(agreesWithTheRfc);
    fc.assert(
      fc.property(plain, date, time, (rule, first, at) => {
        fc.pre(first.slice(8) <= "28");
        // The RFC skips times in a gap of the clock; here they move forward, which other tests check.
        const found = ours(rule, first, at, zone).filter(
          (iso) => localDateTime(new Date(iso), zone).time === at,
        );
        const moved = theirs(rule, first, at, zone).filter(
          (iso) => localDateTime(new Date(iso), zone).time !== at,
        );
        assert.deepEqual(moved, []);
        assert.deepEqual(found, theirs(rule, first, at, zone));
      }),
      { numRuns: 25 },
    );
  });
}

// Where parts limit each other in the RFC's table for years, rrule-temporal 2.2 adds up their days or ignores a part;
// recurrence-by-hand.test.ts checks those rules.
function agreesWithTheRfc(rule: string): boolean {
  return !/FREQ=YEARLY.*(BYMONTHDAY=.*BYDAY=-?\d|BYYEARDAY=.*BY(MONTH)?DAY=)/.test(rule);
}

function ours(rrule: string, first: string, at: string, zone: string): string[] {
  const series = { rrule: `${rrule};UNTIL=${untilDate(first)}`, mode: "schedule" as const, exdates: [] };
  return occurrences({ ...series, anchor: { date: first, time: at } }, zone, { limit: MORE_THAN_FIVE_YEARS })
    .slice(1)
    .map((occurrence) => occurrence.at.toISOString());
}

function theirs(rrule: string, first: string, at: string, zone: string): string[] {
  const start = `${first.replaceAll("-", "")}T${at.replace(":", "")}00`;
  // A day later, since UNTIL is an instant there; days beyond our last day are cut off below.
  const rule = new RRuleTemporal({
    rruleString: `DTSTART;TZID=${zone}:${start}\nRRULE:${rrule};UNTIL=${untilDate(first, 1)}T235959Z`,
    maxIterations: 100_000,
  });
  const last = untilDate(first);
  return rule
    .all()
    .filter((found) => found.toPlainDate().toString() !== first)
    .filter((found) => found.toPlainDate().toString().replaceAll("-", "") <= last)
    .map((found) => new Date(found.epochMilliseconds).toISOString());
}

function untilDate(first: string, daysLater = 0): string {
  const [year, month, day] = first.split("-").map(Number) as [number, number, number];
  return new Date(Date.UTC(year + YEARS, month - 1, day + daysLater))
    .toISOString()
    .slice(0, 10)
    .replaceAll("-", "");
}
