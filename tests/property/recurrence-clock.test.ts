import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  localDate,
  localDateTime,
  subtractDuration,
  toInstant,
} from "../../functions/_shared/domain/time.ts";
import { date, instant, time, ZONES, zone } from "./recurrence-arbitraries.ts";

/* Compares the clock with the output of Intl, minute by minute, without arithmetic on offsets. */

const MINUTE = 60_000;

test("an instant's local date and time are those that Intl shows", () => {
  fc.assert(
    fc.property(instant, zone, (at, where) => {
      const shown = wallClock(at.getTime(), where);
      assert.equal(localDate(at, where), shown.slice(0, 10));
      assert.deepEqual(localDateTime(at, where), { date: shown.slice(0, 10), time: shown.slice(11) });
    }),
  );
});

test("a local time that exists is the first instant at which the clock shows it", () => {
  fc.assert(
    fc.property(date, time, zone, (day, at, where) => {
      const found = firstInstant(`${day}T${at}`, where);
      fc.pre(found !== undefined);
      assert.equal(toInstant({ date: day, time: at }, where).getTime(), found);
    }),
  );
});

for (const where of ZONES) {
  test(`in ${where}, a time in a gap moves forward by the gap, and a day begins with its first minute`, () => {
    let gaps = 0;
    for (const day of changes(where)) {
      const minutes = minutesOf(day, where);
      assert.equal(toInstant({ date: day }, where).getTime(), minutes[0]);
      for (let hour = 0; hour < 24; hour++) {
        const wanted = `${String(hour).padStart(2, "0")}:30`;
        if (firstInstant(`${day}T${wanted}`, where) !== undefined) continue;
        gaps++;
        const later = `${String(hour + 1).padStart(2, "0")}:30`;
        const moved = toInstant({ date: day, time: wanted }, where);
        assert.deepEqual(localDateTime(moved, where), { date: day, time: later });
      }
    }
    assert.equal(gaps, 5, "one gap a year");
  });
}

test("days before a due time are days of the wall clock, hours are hours", () => {
  fc.assert(
    fc.property(
      date,
      zone,
      fc.integer({ min: 0, max: 400 }),
      fc.integer({ min: 0, max: 100 }),
      (day, where, days, hours) => {
        const due = { date: day, time: "12:00" };
        const earlier = subtractDuration(due, `P${days}D`, where);
        assert.equal(localDateTime(earlier, where).time, "12:00");
        const apart = Date.parse(day) - Date.parse(localDate(earlier, where));
        assert.equal(apart, days * 24 * 60 * MINUTE);
        const exact = toInstant(due, where).getTime() - subtractDuration(due, `PT${hours}H`, where).getTime();
        assert.equal(exact, hours * 60 * MINUTE);
      },
    ),
  );
});

const formats = new Map(
  ZONES.map((where) => [
    where,
    new Intl.DateTimeFormat("sv-SE", { timeZone: where, dateStyle: "short", timeStyle: "short" }),
  ]),
);

function wallClock(at: number, where: string): string {
  return (formats.get(where) as Intl.DateTimeFormat).format(at).replace(" ", "T");
}

function firstInstant(wanted: string, where: string): number | undefined {
  const asUtc = Date.parse(`${wanted}Z`);
  // Every offset of these zones is a whole number of hours from -12 to +14.
  for (let offset = 14; offset >= -12; offset--) {
    const at = asUtc - offset * 60 * MINUTE;
    if (wallClock(at, where) === wanted) return at;
  }
  return undefined;
}

/** The days of five years on which the clock changes: those without 24 hours. */
function changes(where: string): string[] {
  const found: string[] = [];
  for (let noon = Date.UTC(2024, 0, 1, 12); noon < Date.UTC(2029, 0, 1); noon += 24 * 60 * MINUTE) {
    const day = new Date(noon).toISOString().slice(0, 10);
    const shownAt = (hours: number) => wallClock(noon + hours * 60 * MINUTE, where).slice(11);
    if (shownAt(-24) !== shownAt(24)) found.push(day);
  }
  return found;
}

function minutesOf(day: string, where: string): number[] {
  const found: number[] = [];
  for (
    let at = Date.parse(day) - 15 * 60 * MINUTE;
    at < Date.parse(day) + 37 * 60 * MINUTE;
    at += 30 * MINUTE
  )
    if (wallClock(at, where).startsWith(day)) found.push(at);
  return found;
}
