import assert from "node:assert/strict";
import { test } from "node:test";
import { fromRrule, onDay, toRrule, withDay } from "../../../functions/_shared/domain/simple-rule.ts";

test("a rule that leaves its day to the date says the same as one that names it", () => {
  const said = (rrule: string) => toRrule(withDay(fromRrule(rrule) ?? assert.fail(rrule), "2026-11-24"));
  const cases = {
    "FREQ=DAILY": "FREQ=DAILY",
    "FREQ=WEEKLY": "FREQ=WEEKLY;BYDAY=TU",
    "FREQ=WEEKLY;BYDAY=MO": "FREQ=WEEKLY;BYDAY=MO",
    "FREQ=MONTHLY;INTERVAL=2": "FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=24",
    "FREQ=MONTHLY;BYDAY=-1FR": "FREQ=MONTHLY;BYDAY=-1FR",
    "FREQ=MONTHLY;BYMONTHDAY=-1": "FREQ=MONTHLY;BYMONTHDAY=-1",
    "FREQ=YEARLY;COUNT=3": "FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=24;COUNT=3",
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
  };
  for (const [given, wanted] of Object.entries(cases)) assert.equal(said(given), wanted, given);
});

test("a rule goes with its date where it names one day, and not where it names several", () => {
  const moved = (rrule: string, date: string) => {
    const rule = onDay(fromRrule(rrule) ?? assert.fail(rrule), date);
    return rule && toRrule(rule);
  };
  const cases: [rrule: string, date: string, wanted: string | undefined][] = [
    ["FREQ=DAILY;INTERVAL=2", "2026-12-03", "FREQ=DAILY;INTERVAL=2"],
    ["FREQ=WEEKLY;BYDAY=MO", "2026-12-03", "FREQ=WEEKLY;BYDAY=TH"],
    ["FREQ=WEEKLY;BYDAY=MO,WE", "2026-12-03", undefined],
    ["FREQ=MONTHLY;BYMONTHDAY=1;COUNT=5", "2026-12-03", "FREQ=MONTHLY;BYMONTHDAY=3;COUNT=5"],
    ["FREQ=MONTHLY;BYMONTHDAY=-1", "2026-12-31", "FREQ=MONTHLY;BYMONTHDAY=-1"],
    ["FREQ=MONTHLY;BYMONTHDAY=-1", "2026-12-30", "FREQ=MONTHLY;BYMONTHDAY=30"],
    ["FREQ=MONTHLY;BYDAY=1SU", "2026-12-08", "FREQ=MONTHLY;BYDAY=2TU"],
    ["FREQ=MONTHLY;BYDAY=-1FR", "2026-12-28", "FREQ=MONTHLY;BYDAY=-1MO"],
    ["FREQ=MONTHLY;BYDAY=4TH", "2026-12-30", "FREQ=MONTHLY;BYDAY=-1WE"],
    ["FREQ=MONTHLY;BYMONTHDAY=13;BYDAY=FR", "2026-12-14", undefined],
    ["FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=24", "2026-12-03", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=3"],
    ["FREQ=DAILY;BYMONTH=3", "2026-04-01", undefined],
  ];
  for (const [rrule, date, wanted] of cases) assert.equal(moved(rrule, date), wanted, `${rrule} to ${date}`);
});
