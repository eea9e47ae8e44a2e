import assert from "node:assert/strict";
import { test } from "node:test";
import { beforeDue } from "../../../functions/_shared/domain/reminders.ts";
import { NewTask } from "../../../functions/_shared/domain/task/task.ts";
import { passedReminders } from "../../../web/src/lib/passed-reminders.ts";

const now = new Date("2026-11-30T10:00:00Z");
const settings = { zone: "Europe/Berlin", wholeDayTime: "09:00" };
const passed = (given: object) =>
  passedReminders(NewTask.parse({ title: "T", ...given }), now, settings).length;

test("a reminder of a new task has passed at its moment and after it", () => {
  const due = { date: "2026-11-30", time: "12:00" };
  assert.equal(passed({ due, reminders: [{ before: "PT1H" }, { before: "PT59M" }, { before: "P1D" }] }), 2);
  assert.equal(passed({ reminders: [{ at: "2026-11-30T10:00:00Z" }, { at: "2026-11-30T10:00:01Z" }] }), 1);
  // A whole day's reminds at nine, or at its own time.
  assert.equal(passed({ due: { date: "2026-11-30" }, reminders: [{ before: "PT0S" }] }), 1);
  assert.equal(passed({ due: { date: "2026-11-30" }, reminders: [{ before: "P0D", time: "18:00" }] }), 0);
  // One that counts from a date there is not never rings, which is said elsewhere.
  assert.equal(passed({ reminders: [{ before: "PT1H" }] }), 0);
});

test("its moment is that of the server's rules, over changes of the clock too", () => {
  for (const date of ["2026-11-30", "2026-03-29", "2026-10-25"])
    for (const time of [undefined, "02:30", "09:00"])
      for (const reminder of [
        { before: "PT0S" },
        { before: "P1D" },
        { before: "PT36H" },
        { before: "P1W" },
        { before: "P1DT2H30M" },
        { before: "P1D", time: "18:00" },
      ])
        for (const time_zone of [undefined, "America/New_York"]) {
          const due = { date, ...(time && { time }), ...(time && time_zone && { time_zone }) };
          const task = NewTask.parse({ title: "T", due, reminders: [reminder] });
          for (const wholeDayTime of ["09:00", "02:15", "18:30"]) {
            const own = { ...settings, wholeDayTime };
            const at = beforeDue(due, reminder, own);
            const isPassed = (now: Date) => passedReminders(task, now, own).length === 1;
            assert.ok(isPassed(at) && !isPassed(new Date(+at - 1)), JSON.stringify([due, reminder, own]));
          }
        }
});
