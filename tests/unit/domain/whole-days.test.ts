import assert from "node:assert/strict";
import { test } from "node:test";
import { nextOccurrence } from "../../../functions/_shared/domain/recurrence/index.ts";
import { beforeDue } from "../../../functions/_shared/domain/reminders.ts";

test("a day without a time reminds at the person's time for whole days, or at the time of the reminder", () => {
  const ring = (reminder: { before: string; time?: string }, wholeDayTime = "09:00") =>
    beforeDue({ date: "2026-12-10" }, reminder, { zone: "Europe/Berlin", wholeDayTime }).toISOString();
  assert.equal(ring({ before: "PT0S" }), "2026-12-10T08:00:00.000Z");
  assert.equal(ring({ before: "P1D" }), "2026-12-09T08:00:00.000Z");
  assert.equal(ring({ before: "PT15H" }), "2026-12-09T08:00:00.000Z");
  assert.equal(ring({ before: "P1D", time: "18:30" }), "2026-12-09T17:30:00.000Z");
  assert.equal(ring({ before: "P1D" }, "07:30"), "2026-12-09T06:30:00.000Z");
  // Hours are exact, from the beginning of the day; a time of its own stays.
  assert.equal(ring({ before: "PT15H" }, "07:30"), "2026-12-09T08:00:00.000Z");
  assert.equal(ring({ before: "P1D", time: "18:30" }, "07:30"), "2026-12-09T17:30:00.000Z");
});

/** The date after one due on a date is done, counted from completion; 24 November 2026 is a Tuesday. */
function after(rrule: string, due: string, done: string): string | undefined {
  const r = { rrule, mode: "completion" as const, exdates: [], anchor: { date: due } };
  return nextOccurrence(r, "UTC", { number: 1, due: { date: due } }, new Date(`${done}T10:00Z`))?.due.date;
}

test("done early, an occurrence does not come again", () => {
  assert.equal(after("FREQ=WEEKLY;BYDAY=TU", "2026-11-24", "2026-11-22"), "2026-12-01");
  assert.equal(after("FREQ=MONTHLY;BYMONTHDAY=15", "2026-12-15", "2026-12-10"), "2027-01-15");
  assert.equal(after("FREQ=DAILY;INTERVAL=3", "2026-11-24", "2026-11-22"), "2026-11-25");
});

test("an interval from completion begins after the period of the completion", () => {
  assert.equal(after("FREQ=WEEKLY;INTERVAL=3;BYDAY=SA", "2026-11-21", "2026-11-24"), "2026-12-19");
  assert.equal(after("FREQ=WEEKLY;BYDAY=SA", "2026-11-21", "2026-11-24"), "2026-11-28");
  assert.equal(after("FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=20", "2026-11-20", "2026-11-24"), "2027-01-20");
});
