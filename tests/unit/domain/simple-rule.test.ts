import assert from "node:assert/strict";
import { test } from "node:test";
import { fromRrule, toRrule, withDay } from "../../../functions/_shared/domain/simple-rule.ts";

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
