import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import {
  checkRule,
  InvalidRecurrence,
  nextOccurrence,
  occurrences,
  type Recurrence,
} from "../../functions/_shared/domain/recurrence/index.ts";
import { localDate, localDateTime } from "../../functions/_shared/domain/time.ts";
import { date, instant, rules, time, zone } from "./recurrence-arbitraries.ts";

const allDayOrTimed = fc.option(time, { nil: undefined });
const anchor = fc.record({ date, time: allDayOrTimed });
const mode = fc.constantFrom<Recurrence["mode"]>("schedule", "completion");
const series = fc.record<Recurrence>({
  rrule: rules(),
  mode,
  exdates: fc.array(date, { maxLength: 3 }),
  anchor,
});
const scheduled = series.map((given) => ({ ...given, mode: "schedule" as const }));
const closed = fc.integer({ min: 1, max: 30 });
const LIMIT = 30;

test("occurrences only ever move forward, in number and in time", () => {
  fc.assert(
    fc.property(series, zone, (given, where) => {
      const found = occurrences(given, where, { limit: LIMIT });
      for (const [index, { number, at }] of found.entries()) {
        const previous = found[index - 1];
        assert.ok(!previous || (number > previous.number && at > previous.at));
      }
    }),
  );
});

test("the next occurrence has a higher number and lies after the closing, whenever that is", () => {
  fc.assert(
    fc.property(series, zone, closed, instant, (given, where, number, closedAt) => {
      const next = nextOccurrence(given, where, { number }, closedAt);
      if (!next) return;
      assert.ok(next.number > number);
      assert.ok(next.at > closedAt);
      assert.ok(!given.exdates.includes(next.due.date));
      if (next.due.time === undefined || given.mode === "completion")
        assert.ok(next.due.date > localDate(closedAt, where));
    }),
    { numRuns: 300 },
  );
});

test("on the schedule, the next occurrence is the first of those after the closing", () => {
  fc.assert(
    fc.property(scheduled, zone, closed, instant, (given, where, number, closedAt) => {
      const next = nextOccurrence(given, where, { number }, closedAt);
      const after = occurrences(given, where, { after: closedAt, limit: number + 1 });
      assert.deepEqual(next, after.find((occurrence) => occurrence.number > number) ?? null);
    }),
    { numRuns: 300 },
  );
});

test("closing each occurrence when it is due walks through the whole series", () => {
  fc.assert(
    fc.property(scheduled, zone, fc.integer({ min: 1, max: 20 }), (given, where, count) => {
      const bounded = { ...given, rrule: `${given.rrule};COUNT=${count}` };
      const expected = occurrences(bounded, where, { limit: count });
      const walked = expected.slice(0, 1);
      for (let at = walked[0]; at; ) {
        const next = nextOccurrence(bounded, where, at, at.at);
        if (next) walked.push(next);
        at = next ?? undefined;
      }
      assert.deepEqual(walked, expected);
    }),
  );
});

test("the wall clock stays what it was, and gives way only in a gap", () => {
  fc.assert(
    fc.property(series, zone, (given, where) => {
      for (const { due, at } of occurrences(given, where, { limit: LIMIT })) {
        assert.equal(due.time, given.anchor.time);
        const local = localDateTime(at, where);
        const wanted = { date: due.date, time: due.time ?? "00:00" };
        if (local.time !== wanted.time) assert.ok(isInGap(wanted, where) && local.time > wanted.time);
        assert.equal(local.date, wanted.date);
      }
    }),
  );
});

test("a monthly rule by date skips no month, whatever the date", () => {
  const dates = fc.uniqueArray(fc.oneof(fc.integer({ min: 1, max: 31 }), fc.integer({ min: -31, max: -1 })), {
    minLength: 1,
    maxLength: 4,
  });
  fc.assert(
    fc.property(
      fc.option(dates, { nil: [] }),
      fc.integer({ min: 1, max: 5 }),
      date,
      (days, interval, first) => {
        const rrule = `FREQ=MONTHLY;INTERVAL=${interval}${days.length ? `;BYMONTHDAY=${days}` : ""}`;
        const given = { rrule, mode: "schedule" as const, exdates: [], anchor: { date: first } };
        const months = occurrences(given, "UTC", { limit: 60 }).map(({ due }) => monthOf(due.date));
        // The month of the first due date may have passed; from the next on, none is missing.
        const steps = new Set(months.map((month, index) => month - (months[index - 1] ?? month)));
        steps.delete(0);
        assert.deepEqual([...steps], [interval]);
      },
    ),
  );
});

test("COUNT takes the first so many and UNTIL those up to its day, whole", () => {
  fc.assert(
    fc.property(scheduled, zone, fc.integer({ min: 1, max: LIMIT - 1 }), (given, where, count) => {
      const free = { ...given, exdates: [] };
      const all = occurrences(free, where, { limit: LIMIT });
      const withEnd = (end: string) =>
        occurrences({ ...free, rrule: `${free.rrule};${end}` }, where, { limit: LIMIT });
      assert.deepEqual(withEnd(`COUNT=${count}`), all.slice(0, count));
      const last = all[count - 1] ?? all[0];
      assert.ok(last);
      assert.deepEqual(
        withEnd(`UNTIL=${last.due.date.replaceAll("-", "")}`),
        all.slice(0, all.indexOf(last) + 1),
      );
      const asInstant = last.at.toISOString().replace(/\.000|[-:]/g, "");
      assert.deepEqual(withEnd(`UNTIL=${asInstant}`), all.slice(0, all.indexOf(last) + 1));
    }),
  );
});

test("exception dates take out their own days and nothing else, in any order", () => {
  fc.assert(
    fc.property(scheduled, zone, fc.array(fc.nat(LIMIT - 1), { maxLength: 6 }), (given, where, indexes) => {
      const count = { ...given, exdates: [], rrule: `${given.rrule};COUNT=${LIMIT}` };
      const all = occurrences(count, where, { limit: LIMIT });
      const exdates = indexes.flatMap((index) => all[index]?.due.date ?? []);
      const expected = all.filter(({ due }) => !exdates.includes(due.date));
      assert.deepEqual(occurrences({ ...count, exdates }, where, { limit: LIMIT }), expected);
      const reversed = exdates.toReversed();
      assert.deepEqual(occurrences({ ...count, exdates: reversed }, where, { limit: LIMIT }), expected);
    }),
  );
});

test("from completion, a plain interval is added to the date of completion", () => {
  const units = { DAILY: "days", WEEKLY: "weeks", MONTHLY: "months", YEARLY: "years" } as const;
  const freq = fc.constantFrom(...(Object.keys(units) as (keyof typeof units)[]));
  fc.assert(
    fc.property(freq, closed, anchor, zone, instant, (every, interval, first, where, closedAt) => {
      const rrule = `FREQ=${every};INTERVAL=${interval};COUNT=31`;
      const given = { rrule, mode: "completion" as const, exdates: [], anchor: first };
      const day = Temporal.PlainDate.from(localDate(closedAt, where)).add({ [units[every]]: interval });
      const next = nextOccurrence(given, where, { number: interval }, closedAt);
      assert.equal(next?.due.date, day.toString());
      assert.equal(next?.number, interval + 1);
      assert.equal(nextOccurrence(given, where, { number: 31 }, closedAt), null);
    }),
  );
});

test("a checked rule is canonical and says the same", () => {
  fc.assert(
    fc.property(scheduled, (given) => {
      const canonical = checkRule(given.rrule);
      assert.equal(checkRule(canonical), canonical);
      assert.equal(checkRule(`RRULE:${given.rrule.toLowerCase()}`), canonical);
      const limit = { limit: LIMIT };
      assert.deepEqual(
        occurrences({ ...given, rrule: canonical }, "UTC", limit),
        occurrences(given, "UTC", limit),
      );
    }),
  );
});

test("any other text is refused in words", () => {
  const names = fc.constantFrom(
    "FREQ",
    "INTERVAL",
    "COUNT",
    "UNTIL",
    "BYDAY",
    "BYMONTHDAY",
    "BYSETPOS",
    "BYHOUR",
    "X",
  );
  const values = fc.oneof(fc.constantFrom("DAILY", "MONTHLY", "MO,1TU", "-1", "0", "20260231"), fc.string());
  const almost = fc.array(
    fc.tuple(names, values).map((part) => part.join("=")),
    { maxLength: 5 },
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        almost.map((parts) => parts.join(";")),
      ),
      (text) => {
        try {
          assert.match(checkRule(text), /^FREQ=/);
        } catch (error) {
          assert.ok(error instanceof InvalidRecurrence && error.message.endsWith("."), String(error));
        }
      },
    ),
    { numRuns: 1000 },
  );
});

function isInGap({ date: day, time: at }: { date: string; time: string }, where: string): boolean {
  const wall = Temporal.PlainDateTime.from(`${day}T${at}`);
  try {
    wall.toZonedDateTime(where, { disambiguation: "reject" });
    return false;
  } catch {
    return (
      wall.toZonedDateTime(where, { disambiguation: "earlier" }).toPlainDateTime().toString() !==
      wall.toString()
    );
  }
}

function monthOf(day: string): number {
  return Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7));
}
