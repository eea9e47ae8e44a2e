import assert from "node:assert/strict";
import { test } from "node:test";
import { checkRule, InvalidRecurrence } from "../../../../functions/_shared/domain/recurrence/index.ts";

test("a rule is spelled in one way", () => {
  const spellings = {
    "RRULE:FREQ=MONTHLY;BYMONTHDAY=-1": "FREQ=MONTHLY;BYMONTHDAY=-1",
    " freq=weekly;byday=fr,mo,fr;interval=2;wkst=mo ": "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR",
    "WKST=SU;INTERVAL=1;FREQ=DAILY;COUNT=05": "FREQ=DAILY;WKST=SU;COUNT=5",
    "FREQ=MONTHLY;BYMONTHDAY=-1,+15,1": "FREQ=MONTHLY;BYMONTHDAY=1,15,-1",
    "FREQ=MONTHLY;BYDAY=+1MO,1MO,-1FR": "FREQ=MONTHLY;BYDAY=-1FR,1MO",
    "FREQ=DAILY;UNTIL=20270303T120000": "FREQ=DAILY;UNTIL=20270303",
    "FREQ=DAILY;UNTIL=20270303T120000Z": "FREQ=DAILY;UNTIL=20270303T120000Z",
  };
  for (const [given, canonical] of Object.entries(spellings)) assert.equal(checkRule(given), canonical);
});

const refused: [rule: string, why: RegExp][] = [
  ["", /empty part/],
  ["every day", /not a part of a rule/],
  ["FREQ=DAILY;", /empty part/],
  ["INTERVAL=2", /how often/],
  ["FREQ=HOURLY", /FREQ=HOURLY is not possible/],
  ["FREQ=DAILY;FREQ=DAILY", /given twice/],
  ["FREQ=DAILY;COUNT=3;UNTIL=20300101", /not by both/],
  ["FREQ=DAILY;COUNT=0", /COUNT must be a whole number from 1/],
  ["FREQ=DAILY;COUNT=99999", /COUNT/],
  ["FREQ=DAILY;INTERVAL=0", /INTERVAL/],
  ["FREQ=DAILY;INTERVAL=1.5", /INTERVAL/],
  ["FREQ=DAILY;INTERVAL=1000000000000", /INTERVAL/],
  ["FREQ=DAILY;UNTIL=20260231", /UNTIL must be a date/],
  ["FREQ=DAILY;UNTIL=tomorrow", /UNTIL/],
  ["FREQ=DAILY;BYHOUR=9", /leave BYHOUR out/],
  ["DTSTART=20260101;FREQ=DAILY", /leave DTSTART out/],
  ["DTSTART:20260101T000000Z\nRRULE:FREQ=DAILY", /not a part of a rule/],
  ["FREQ=YEARLY;BYEASTER=0", /BYEASTER is not a part/],
  ["FREQ=MONTHLY;BYMONTHDAY=32", /BYMONTHDAY must be whole numbers from 1 to 31/],
  ["FREQ=MONTHLY;BYMONTHDAY=0", /BYMONTHDAY/],
  ["FREQ=YEARLY;BYMONTH=13", /BYMONTH/],
  ["FREQ=WEEKLY;BYDAY=XX", /"XX" is not a weekday/],
  ["FREQ=WEEKLY;BYDAY=1MO", /for months and years/],
  ["FREQ=WEEKLY;BYMONTHDAY=1", /not for FREQ=WEEKLY/],
  ["FREQ=MONTHLY;BYYEARDAY=1", /FREQ=YEARLY only/],
  ["FREQ=MONTHLY;BYWEEKNO=1", /FREQ=YEARLY only/],
  ["FREQ=MONTHLY;BYDAY=6MO", /no more than five/],
  ["FREQ=MONTHLY;BYSETPOS=1", /another BY part/],
  ["FREQ=MONTHLY;BYDAY=1MO;BYMONTHDAY=20", /never occurs/],
  ["FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", /never occurs/],
  ["FREQ=MONTHLY;BYDAY=MO;BYSETPOS=6", /never occurs/],
  [`FREQ=DAILY;BYMONTHDAY=${"1,".repeat(300)}1`, /longer than 500/],
];

for (const [rule, why] of refused) {
  test(`refuses ${JSON.stringify(rule.slice(0, 50))}: ${why.source}`, () => {
    assert.throws(
      () => checkRule(rule),
      (error) =>
        error instanceof InvalidRecurrence && error.code === "invalid-recurrence" && why.test(error.message),
    );
  });
}

test("a rule that steps over its own days is refused once the first day is known", () => {
  const tuesdaysFromAMonday = "FREQ=DAILY;INTERVAL=7;BYDAY=TU";
  assert.equal(checkRule(tuesdaysFromAMonday), tuesdaysFromAMonday);
  assert.equal(checkRule(tuesdaysFromAMonday, "2026-01-06"), tuesdaysFromAMonday);
  assert.throws(() => checkRule(tuesdaysFromAMonday, "2026-01-05"), /never occurs after 2026-01-05/);
});

test("rare is not never: 29 February on a Saturday, 40 years apart across 2100", () => {
  const rare = "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=SA";
  assert.equal(checkRule(rare, "2076-02-29"), rare);
});
