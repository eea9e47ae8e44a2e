import assert from "node:assert/strict";
import { test } from "node:test";
import { newId } from "../../../../functions/_shared/domain/ids.ts";
import { reminderInstants } from "../../../../functions/_shared/domain/reminders.ts";
import { changed, inverseOf } from "../../../../functions/_shared/domain/task/change.ts";
import { circumstances } from "../../../../functions/_shared/domain/task/circumstances.ts";
import { follow } from "../../../../functions/_shared/domain/task/follow.ts";
import * as changes from "../../../../functions/_shared/domain/task/rules.ts";
import { ImportedTask, type Task } from "../../../../functions/_shared/domain/task/task.ts";

const settings = { zone: "UTC", wholeDayTime: "09:00" };
const at = (now: string, zone = "UTC") => circumstances({ now: new Date(now), zone, newId });

/** A task as the database returns it. */
function saved(given: object, circumstances = at("2030-01-01T00:00:00Z")): Task {
  return { ...changes.create(ImportedTask.parse(given), circumstances), id: 1, version: 1, seq: 1 };
}

const daily = { title: "T", due: { date: "2030-01-01" }, recurrence: { rrule: "FREQ=DAILY" } };

test("another rule begins another series, so that its next occurrence is the next of that rule", () => {
  const fifth = { ...saved(daily), due: { date: "2030-01-29" }, occurrence: 5 };
  const weekly = changes.update(
    fifth,
    { recurrence: { rrule: "FREQ=WEEKLY", mode: "schedule", exdates: [] } },
    at("2030-01-28T00:00:00Z"),
  );
  assert.notEqual(weekly.series_id, fifth.series_id);
  assert.equal(weekly.occurrence, 1);
  const done = changes.complete(weekly, "2030-01-29T10:00:00Z");
  assert.equal(follow(done, at("2030-01-29T10:00:00Z"))?.due?.date, "2030-02-05");
});

test("taking back a change of the rule gives back the series it counted in", () => {
  const fifth = {
    ...saved({ ...daily, recurrence: { rrule: "FREQ=MONTHLY;BYMONTHDAY=31" }, due: { date: "2030-01-31" } }),
    due: { date: "2030-05-31" },
    occurrence: 5,
  };
  const change = { kind: "update", patch: { recurrence: null } } as const;
  const without = changed(fifth, change, at("2030-05-01T00:00:00Z"));
  const again = changed(without, inverseOf(fifth, change), at("2030-05-01T00:00:00Z"));
  assert.deepEqual(again.recurrence, fifth.recurrence);
  assert.deepEqual([again.series_id, again.occurrence], [fifth.series_id, fifth.occurrence]);
});

test("the same rule with other exception dates keeps its series", () => {
  const fifth = { ...saved(daily), due: { date: "2030-01-05" }, occurrence: 5 };
  const patched = changes.update(
    fifth,
    { recurrence: { rrule: "FREQ=DAILY", mode: "schedule", exdates: ["2030-01-06"] } },
    at("2030-01-05T00:00:00Z"),
  );
  assert.equal(patched.series_id, fifth.series_id);
  const done = changes.complete(patched, "2030-01-05T10:00:00Z");
  assert.equal(follow(done, at("2030-01-05T10:00:00Z"))?.due?.date, "2030-01-07");
});

test("one occurrence moved to another zone leaves the series in its own", () => {
  const task = saved(
    { ...daily, due: { date: "2030-01-01", time: "09:00" } },
    at("2030-01-01T00:00:00Z", "Europe/Berlin"),
  );
  const moved = changes.update(
    task,
    { due: { date: "2030-01-01", time: "20:00", time_zone: "Asia/Tokyo" } },
    at("2030-01-01T00:00:00Z", "Europe/Berlin"),
  );
  const done = changes.complete(moved, "2030-01-01T12:00:00Z");
  const next = follow(done, at("2030-01-01T12:00:00Z", "Europe/Berlin"));
  assert.deepEqual(next?.due, { date: "2030-01-02", time: "09:00" });
});

test("a skipped occurrence counts in its own mode and does not come again", () => {
  const rule = { rrule: "FREQ=DAILY;COUNT=10", mode: "completion" as const };
  const third = {
    ...saved({ ...daily, recurrence: rule }),
    due: { date: "2030-06-10" },
    due_at: "2030-06-10T00:00:00.000Z",
    occurrence: 3,
  };
  const skipped = changes.skip(third, "2030-06-08T09:00:00Z");
  const next = follow(skipped, at("2030-06-08T09:00:00Z"));
  assert.equal(next?.occurrence, 4);
  assert.equal(next?.due?.date, "2030-06-11");
});

test("skipping an occurrence that was put off leaves the next regular one", () => {
  const weekly = saved({ ...daily, due: { date: "2030-01-07" }, recurrence: { rrule: "FREQ=WEEKLY" } });
  const postponed = { ...weekly, due: { date: "2030-01-16" }, due_at: "2030-01-16T00:00:00.000Z" };
  const skipped = changes.skip(postponed, "2030-01-08T09:00:00Z");
  assert.equal(follow(skipped, at("2030-01-08T09:00:00Z"))?.due?.date, "2030-01-14");
});

test("a task that was completed by mistake still rings when its snooze ends", () => {
  const snoozed = { ...saved({ title: "T" }), snoozed_until: "2030-01-01T15:00:00.000Z" };
  const done = changes.complete(snoozed, "2030-01-01T12:00:00Z");
  assert.deepEqual(reminderInstants(done, settings), []);
  const again = changes.reopen(done, at("2030-01-01T12:01:00Z"));
  assert.deepEqual(reminderInstants(again, settings), [new Date("2030-01-01T15:00:00Z")]);
});

test("reopening after a move computes the due instant in the zone of now", () => {
  const task = saved(
    { title: "T", due: { date: "2030-01-01", time: "09:00" } },
    at("2030-01-01T00:00:00Z", "Europe/Berlin"),
  );
  const done = changes.complete(task, "2030-01-01T09:00:00Z");
  assert.equal(
    changes.reopen(done, at("2030-01-02T00:00:00Z", "America/New_York")).due_at,
    "2030-01-01T14:00:00.000Z",
  );
});

test("only what was generated and never touched counts as untouched", () => {
  const generated = follow(
    changes.complete(saved(daily), "2030-01-01T10:00:00Z"),
    at("2030-01-01T10:00:00Z"),
  );
  const task = { ...(generated as Task), version: 3 };
  assert.ok(changes.isUnedited(task), "also one that was removed and came back");
  assert.ok(!changes.isUnedited({ ...task, updated_at: "2030-01-01T11:00:00.000Z" }));
});

test("a reminder set twice for one instant rings once, and none rings for what is done", () => {
  const task = saved({
    title: "T",
    due: { date: "2030-01-01", time: "09:00" },
    reminders: [{ before: "PT30M" }, { at: "2030-01-01T08:30:00Z" }],
  });
  assert.deepEqual(reminderInstants(task, settings).map(String), [String(new Date("2030-01-01T08:30:00Z"))]);
  assert.deepEqual(reminderInstants(changes.complete(task, "2030-01-01T00:00:00Z"), settings), []);
});

test("a patch of the due date together with the same rule moves this occurrence and all that follow", () => {
  const nine = { date: "2030-01-07", time: "09:00", time_zone: "Europe/Berlin" };
  const third = {
    ...saved({
      ...daily,
      due: { ...nine, date: "2030-01-05" },
      recurrence: { rrule: "FREQ=DAILY;COUNT=10" },
    }),
    due: nine,
    occurrence: 3,
  };
  const { anchor: _, ...rule } = third.recurrence as NonNullable<Task["recurrence"]>;
  const now = at("2030-01-06T00:00:00Z", "Europe/Berlin");
  const nextOf = (task: Task) => follow(changes.complete(task, "2030-01-07T20:00:00Z"), now)?.due;
  const six = { ...nine, time: "18:00" };
  const all = changes.update(third, { due: six, recurrence: rule }, now);
  assert.deepEqual(nextOf(all), { ...six, date: "2030-01-08" });
  // Two of ten have been.
  assert.equal(all.recurrence?.rrule, "FREQ=DAILY;COUNT=8");
  const abroad = { ...nine, time_zone: "America/New_York" };
  assert.deepEqual(
    nextOf(changes.update(third, { due: abroad, recurrence: rule }, now))?.time_zone,
    "America/New_York",
  );
  // The due date alone moves this one only, and the rule alone none.
  assert.deepEqual(nextOf(changes.update(third, { due: six }, now)), { ...nine, date: "2030-01-08" });
  assert.equal(changes.update(third, { due: nine, recurrence: rule }, now).series_id, third.series_id);
  const change = { kind: "update", patch: { due: six, recurrence: rule } } as const;
  const back = changed(changed(third, change, now), inverseOf(third, change), now);
  assert.deepEqual(
    [back.due, back.recurrence, back.series_id, back.occurrence],
    [third.due, third.recurrence, third.series_id, 3],
  );
});

test("moved to another day, a series of that day of the week goes on there", () => {
  const weekly = saved({ title: "T", due: { date: "2030-01-07" }, recurrence: { rrule: "FREQ=WEEKLY" } });
  const now = at("2030-01-06T00:00:00Z");
  const rule = { rrule: "FREQ=WEEKLY", mode: "schedule" as const, exdates: [] };
  const moved = changes.update(weekly, { due: { date: "2030-01-09" }, recurrence: rule }, now);
  assert.equal(follow(changes.complete(moved, "2030-01-09T10:00:00Z"), now)?.due?.date, "2030-01-16");
});
