import assert from "node:assert/strict";
import { test } from "node:test";
import {
  nextOccurrence,
  occurrences,
  type Recurrence,
} from "../../../../functions/_shared/domain/recurrence/index.ts";

const BERLIN = "Europe/Berlin";

function series(rrule: string, date: string, more: Partial<Recurrence> & { time?: string } = {}): Recurrence {
  const { time, ...rest } = more;
  return { rrule, mode: "schedule", exdates: [], anchor: { date, time }, ...rest };
}

function dates(r: Recurrence, limit: number, zone = BERLIN): string[] {
  return occurrences(r, zone, { limit }).map(({ due }) => due.date);
}

function next(r: Recurrence, number: number, closedAt: string, zone = BERLIN) {
  const found = nextOccurrence(r, zone, { number }, new Date(closedAt));
  return found && `${found.number}: ${found.due.date}`;
}

test("month ends are anchored: neither chained nor skipped", () => {
  const monthly = ["2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30"];
  assert.deepEqual(dates(series("FREQ=MONTHLY", "2027-01-31"), 4), monthly);
  assert.deepEqual(dates(series("FREQ=MONTHLY;BYMONTHDAY=31", "2027-01-31"), 4), monthly);
  assert.deepEqual(dates(series("FREQ=MONTHLY;BYMONTHDAY=-1", "2027-01-31"), 4), monthly);
  const both = ["2027-01-30", "2027-01-31", "2027-02-28", "2027-03-30", "2027-03-31", "2027-04-30"];
  assert.deepEqual(dates(series("FREQ=MONTHLY;BYMONTHDAY=30,31", "2027-01-30"), 6), both);
  assert.deepEqual(dates(series("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=31", "2026-07-31"), 2), [
    "2026-07-31",
    "2027-12-31",
  ]);
});

test("29 February every year is 28 February in common years", () => {
  const yearly = ["2028-02-29", "2029-02-28", "2030-02-28", "2031-02-28", "2032-02-29"];
  assert.deepEqual(dates(series("FREQ=YEARLY", "2028-02-29"), 5), yearly);
});

test("the first due is instance 1 even if the rule does not name it", () => {
  const found = dates(series("FREQ=WEEKLY;BYDAY=MO;COUNT=3", "2026-01-07"), 9);
  assert.deepEqual(found, ["2026-01-07", "2026-01-12", "2026-01-19"]);
});

test("weekdays, nth weekdays and the last workday of a month", () => {
  const sets = dates(series("FREQ=WEEKLY;BYDAY=MO,FR", "2026-01-05"), 4);
  assert.deepEqual(sets, ["2026-01-05", "2026-01-09", "2026-01-12", "2026-01-16"]);
  assert.deepEqual(dates(series("FREQ=MONTHLY;BYDAY=2TU", "2026-01-13"), 2), ["2026-01-13", "2026-02-10"]);
  assert.deepEqual(dates(series("FREQ=MONTHLY;BYDAY=-1FR", "2026-01-30"), 2), ["2026-01-30", "2026-02-27"]);
  assert.deepEqual(dates(series("FREQ=YEARLY;BYMONTH=11;BYDAY=4TH", "2026-11-26"), 2), [
    "2026-11-26",
    "2027-11-25",
  ]);
  assert.deepEqual(dates(series("FREQ=YEARLY;BYDAY=20MO", "1997-05-19"), 3), [
    "1997-05-19",
    "1998-05-18",
    "1999-05-17",
  ]);
  const workday = "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1";
  assert.deepEqual(dates(series(workday, "2026-01-30"), 5).slice(3), ["2026-04-30", "2026-05-29"]);
  const mixed = dates(series("FREQ=MONTHLY;BYDAY=1TU,-1TU,MO", "2026-03-02"), 7);
  const march = [
    "2026-03-02",
    "2026-03-03",
    "2026-03-09",
    "2026-03-16",
    "2026-03-23",
    "2026-03-30",
    "2026-03-31",
  ];
  assert.deepEqual(mixed, march);
});

test("the start of the week decides which weeks a fortnightly rule takes (RFC 5545)", () => {
  const rule = "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;COUNT=4";
  const monday = ["1997-08-05", "1997-08-10", "1997-08-19", "1997-08-24"];
  const sunday = ["1997-08-05", "1997-08-17", "1997-08-19", "1997-08-31"];
  assert.deepEqual(dates(series(rule, "1997-08-05"), 9), monday);
  assert.deepEqual(dates(series(`${rule};WKST=SU`, "1997-08-05"), 9), sunday);
});

test("the wall-clock time survives the change of the clock", () => {
  const found = occurrences(series("FREQ=DAILY", "2026-03-28", { time: "02:30" }), BERLIN, { limit: 3 });
  const instants = found.map(({ at }) => at.toISOString());
  assert.deepEqual(instants, [
    "2026-03-28T01:30:00.000Z",
    "2026-03-29T01:30:00.000Z",
    "2026-03-30T00:30:00.000Z",
  ]);
  assert.deepEqual(found[1]?.due, { date: "2026-03-29", time: "02:30" });
});

test("an exception date uses its number up, and COUNT counts it", () => {
  const r = series("FREQ=DAILY;COUNT=4", "2026-01-01", { exdates: ["2026-01-02", "2030-01-01"] });
  const found = occurrences(r, BERLIN, { limit: 9 }).map(({ number, due }) => `${number}: ${due.date}`);
  assert.deepEqual(found, ["1: 2026-01-01", "3: 2026-01-03", "4: 2026-01-04"]);
  assert.equal(next(r, 1, "2026-01-01T12:00:00Z"), "3: 2026-01-03");
  assert.equal(next(r, 4, "2026-01-04T12:00:00Z"), null);
});

test("UNTIL as a date includes its whole local day", () => {
  const late = series("FREQ=DAILY;UNTIL=20260103", "2026-01-01", { time: "23:30" });
  assert.equal(dates(late, 9, "America/New_York").length, 3);
  assert.deepEqual(dates(series("FREQ=DAILY;UNTIL=20200101", "2026-01-01"), 9), ["2026-01-01"]);
});

test("UNTIL as an instant is that instant: what is due then is the last", () => {
  const until = (instant: string, time?: string) =>
    series(`FREQ=DAILY;UNTIL=${instant}`, "2026-01-01", time ? { time } : {});
  // 3 January, 12:00 UTC is 07:00 in New York, and 01:00 of the 4th in Auckland.
  const instant = "20260103T120000Z";
  assert.equal(dates(until(instant, "07:00"), 9, "America/New_York").length, 3);
  assert.equal(dates(until(instant, "07:01"), 9, "America/New_York").length, 2);
  assert.equal(dates(until(instant, "01:00"), 9, "Pacific/Auckland").length, 4);
  assert.equal(dates(until(instant, "23:30"), 9, "Pacific/Auckland").length, 3);
  // Whole days have begun by then or not.
  assert.equal(dates(until(instant), 9, "America/New_York").length, 3);
  assert.equal(dates(until(instant), 9, "Pacific/Auckland").length, 4);
  // The first due date counts all the same, and so it does from completion.
  assert.equal(dates(until("20200101T000000Z", "09:00"), 9).length, 1);
  const fromCompletion = { ...until("20260103T120000Z", "13:00"), mode: "completion" as const };
  assert.equal(next(fromCompletion, 2, "2026-01-02T08:00:00Z"), "3: 2026-01-03");
  assert.equal(
    next({ ...fromCompletion, anchor: { date: "2026-01-01", time: "13:01" } }, 2, "2026-01-02T08:00:00Z"),
    null,
  );
});

test("on the schedule, completing late skips what was missed and early does not repeat the same", () => {
  const daily = series("FREQ=DAILY", "2026-01-01", { time: "09:00" });
  assert.equal(next(daily, 1, "2026-01-01T07:00:00Z"), "2: 2026-01-02");
  assert.equal(next(daily, 1, "2026-01-05T07:59:00Z"), "5: 2026-01-05");
  assert.equal(next(daily, 1, "2026-01-05T08:00:00Z"), "6: 2026-01-06");
  assert.equal(next(daily, 20, "2026-01-05T08:00:00Z"), "21: 2026-01-21");
});

test("an all-day occurrence completed on a day is followed by one on a later day of the user", () => {
  const daily = series("FREQ=DAILY", "2026-01-01");
  assert.equal(next(daily, 1, "2026-01-05T12:00:00Z"), "6: 2026-01-06");
  assert.equal(next(daily, 1, "2026-01-05T12:00:00Z", "Pacific/Auckland"), "7: 2026-01-07");
});

test("from completion, the rule begins anew on the day of completion", () => {
  const mode = { mode: "completion" as const, time: "09:00" };
  assert.equal(
    next(series("FREQ=DAILY;INTERVAL=3", "2026-01-01", mode), 1, "2026-01-10T22:30:00Z"),
    "2: 2026-01-13",
  );
  assert.equal(next(series("FREQ=MONTHLY", "2026-01-15", mode), 7, "2027-01-31T12:00:00Z"), "8: 2027-02-28");
  const fridays = series("FREQ=WEEKLY;BYDAY=MO,FR", "2026-01-05", mode);
  assert.equal(next(fridays, 1, "2026-01-06T12:00:00Z"), "2: 2026-01-09");
  assert.equal(next(fridays, 2, "2026-01-09T12:00:00Z"), "3: 2026-01-12");
  const quarterly = series("FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=1", "2026-01-01", mode);
  assert.equal(next(quarterly, 1, "2026-02-10T12:00:00Z"), "2: 2026-05-01");
});

test("from completion, COUNT counts completions, UNTIL ends, and exception dates are passed over", () => {
  const mode = { mode: "completion" as const, exdates: ["2026-06-02"] };
  assert.equal(
    next(series("FREQ=DAILY;COUNT=3", "2026-01-01", mode), 2, "2026-06-01T12:00:00Z"),
    "3: 2026-06-03",
  );
  assert.equal(next(series("FREQ=DAILY;COUNT=3", "2026-01-01", mode), 3, "2026-06-01T12:00:00Z"), null);
  assert.equal(
    next(series("FREQ=DAILY;UNTIL=20260601", "2026-01-01", mode), 2, "2026-06-01T12:00:00Z"),
    null,
  );
  assert.equal(
    next(series("FREQ=DAILY;UNTIL=20260601", "2026-01-01", mode), 2, "2026-05-31T12:00:00Z"),
    "3: 2026-06-01",
  );
});

test("a preview in completion mode takes each to be completed when it is due", () => {
  const r = series("FREQ=MONTHLY", "2027-01-31", { mode: "completion" });
  assert.deepEqual(dates(r, 3), ["2027-01-31", "2027-02-28", "2027-03-28"]);
});

test("old series and rules that do not come round again are answered without a long search", () => {
  const started = performance.now();
  assert.equal(next(series("FREQ=DAILY", "2016-01-01"), 9, "2026-01-01T12:00:00Z"), "3655: 2026-01-02");
  for (const rule of ["FREQ=DAILY;INTERVAL=7;BYDAY=TU", "FREQ=MONTHLY;INTERVAL=12;BYMONTH=3"])
    assert.equal(next(series(rule, "2026-01-05"), 1, "2026-01-05T12:00:00Z"), null);
  // Usually about 10 ms; a search to the year 9999 would take seconds.
  assert.ok(performance.now() - started < 500);
});
