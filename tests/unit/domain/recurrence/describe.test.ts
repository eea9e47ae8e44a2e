import assert from "node:assert/strict";
import { test } from "node:test";
import { describe } from "../../../../functions/_shared/domain/recurrence/index.ts";

const cases: [rule: string, en: string, de: string][] = [
  ["FREQ=DAILY", "every day", "jeden Tag"],
  ["FREQ=DAILY;INTERVAL=3;COUNT=10", "every 3 days, 10 times", "alle 3 Tage, 10-mal"],
  [
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR;UNTIL=20270303",
    "every 2 weeks on Monday and Friday until 3 March 2027",
    "alle 2 Wochen am Montag und Freitag bis 3. März 2027",
  ],
  [
    "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
    "every week from Monday to Friday",
    "jede Woche von Montag bis Freitag",
  ],
  ["FREQ=MONTHLY;BYMONTHDAY=-1", "every month on the last day", "jeden Monat am letzten Tag"],
  [
    "FREQ=MONTHLY;BYMONTHDAY=31",
    "every month on the 31st, or the last day of a shorter month",
    "jeden Monat am 31., in einem kürzeren Monat am letzten Tag",
  ],
  [
    "FREQ=MONTHLY;BYMONTHDAY=1,15,22,-2",
    "every month on the 1st, 15th, 22nd and second-to-last day",
    "jeden Monat am 1., 15., 22. und vorletzten Tag",
  ],
  [
    "FREQ=MONTHLY;BYDAY=1MO,3MO",
    "every month on the first Monday and third Monday",
    "jeden Monat am ersten Montag und dritten Montag",
  ],
  [
    "FREQ=MONTHLY;BYDAY=-1FR;COUNT=1",
    "every month on the last Friday, once",
    "jeden Monat am letzten Freitag, einmal",
  ],
  [
    "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
    "every month on the last weekday",
    "jeden Monat am letzten Wochentag von Montag bis Freitag",
  ],
  [
    "FREQ=MONTHLY;BYDAY=SA,SU;BYSETPOS=1",
    "every month on the first Saturday or Sunday",
    "jeden Monat am ersten Samstag oder Sonntag",
  ],
  [
    "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13",
    "every month on each Friday that falls on the 13th",
    "jeden Monat an jedem Freitag, der auf den 13. fällt",
  ],
  [
    "FREQ=MONTHLY;INTERVAL=2;BYMONTH=1,7;BYMONTHDAY=1",
    "every 2 months on the 1st in January and July",
    "alle 2 Monate am 1. im Januar und Juli",
  ],
  ["FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24", "every year on 24 December", "jedes Jahr am 24. Dezember"],
  [
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
    "every year on 29 February, or the last day of a shorter month",
    "jedes Jahr am 29. Februar, in einem kürzeren Monat am letzten Tag",
  ],
  [
    "FREQ=YEARLY;BYMONTH=11;BYDAY=4TH",
    "every year on the fourth Thursday in November",
    "jedes Jahr am vierten Donnerstag im November",
  ],
  ["FREQ=YEARLY;BYDAY=20MO", "every year on the 20th Monday", "jedes Jahr am 20. Montag"],
  [
    "FREQ=YEARLY;BYYEARDAY=100",
    "every year on the 100th day of the year",
    "jedes Jahr am 100. Tag des Jahres",
  ],
  [
    "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO",
    "every year on each Monday in week 20",
    "jedes Jahr an jedem Montag in Woche 20",
  ],
  [
    "FREQ=DAILY;BYMONTH=3;BYMONTHDAY=1,-1",
    "every day in March, if it is the 1st or the last day",
    "jeden Tag im März, wenn es der 1. oder der letzte Tag ist",
  ],
  [
    "FREQ=MONTHLY;BYMONTHDAY=1,2,3;BYSETPOS=2",
    "every month on the 1st, 2nd and 3rd, only the second of these",
    "jeden Monat am 1., 2. und 3., davon nur am zweiten",
  ],
];

for (const [rule, en, de] of cases) {
  test(`${rule} in words`, () => {
    assert.equal(describe(rule), en);
    assert.equal(describe(rule, "de"), de);
  });
}

test("an UNTIL that is an instant is told as the date it is for the user", () => {
  const rule = "FREQ=DAILY;UNTIL=20270303T120000Z";
  assert.equal(describe(rule, "en", "Pacific/Auckland"), "every day until 4 March 2027");
  assert.equal(describe(rule, "en", "America/New_York"), "every day until 3 March 2027");
});
