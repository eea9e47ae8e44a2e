import assert from "node:assert/strict";
import { test } from "node:test";
import { Temporal } from "temporal-polyfill";
import { dateOf, numberOf } from "../../../../functions/_shared/domain/recurrence/calendar.ts";
import { namedDays, offsetsIn, yearStart } from "../../../../functions/_shared/domain/recurrence/named.ts";
import { parseRule } from "../../../../functions/_shared/domain/recurrence/parse.ts";

for (const text of [
  "FREQ=YEARLY;BYWEEKNO=1,53,-53;BYDAY=MO,SU",
  "FREQ=YEARLY;BYWEEKNO=52,-52;BYDAY=MO,SU;WKST=TH",
  "FREQ=YEARLY;BYWEEKNO=1,-1;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYYEARDAY=366,-366",
  "FREQ=YEARLY;BYYEARDAY=60,366,-1,-307,-366;BYDAY=MO,TU,WE,TH,FR,SA",
  "FREQ=YEARLY;BYDAY=9MO,53TH,-9SA",
  "FREQ=MONTHLY;BYMONTHDAY=30,-31",
])
  test(`what is known of a kind of year holds in each such year: ${text}`, () => {
    const rule = parseRule(text);
    const named = namedDays(rule);
    for (let year = 1970; year < 2370; year++) {
      const start = yearStart(year, rule);
      const alone = offsetsIn(year, rule).map((offset) => start + offset);
      assert.deepEqual(named(year), alone, `${year}`);
    }
  });

test("a week is in its year by its number, from either end, with the days that it has in another year", () => {
  const years = Array.from({ length: 28 }, (_, index) => 2000 + index);
  for (const n of [1, 2, 52, 53, -1, -2, -52, -53]) {
    const named = namedDays(parseRule(`FREQ=YEARLY;BYWEEKNO=${n};BYDAY=MO,TU,WE,TH,FR,SA,SU`));
    assert.deepEqual(
      years.flatMap(named).map(dateOf),
      years.flatMap((year) => week(year, n)),
      `week ${n}`,
    );
  }
});

/** The days of a week as Temporal numbers them; none when the year has no such week. */
function week(year: number, n: number): string[] {
  const days = Array.from({ length: 380 }, (_, index) =>
    Temporal.PlainDate.from(dateOf(numberOf(year, 1) - 7 + index)),
  );
  const ofYear = days.filter((day) => day.yearOfWeek === year);
  const weeks = ofYear.at(-1)?.weekOfYear ?? 0;
  return ofYear.filter((day) => day.weekOfYear === (n > 0 ? n : weeks + 1 + n)).map(String);
}
