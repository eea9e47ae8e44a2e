import assert from "node:assert/strict";
import { test } from "node:test";
import { alignment, cancelReason } from "../../../functions/_shared/domain/reminders.ts";
import type { Task } from "../../../functions/_shared/domain/task/task.ts";

const at = (time: string) => new Date(`2030-06-01T${time}:00Z`);
const task = { title: "Call", due_at: at("12:00").toISOString(), status: "open" } as Task;
const row = (time: string, changes = {}) => ({
  title: "Call",
  due_at: at("12:00"),
  remind_at: at(time),
  state: "scheduled" as const,
  ...changes,
});
const align = (rows: Parameters<typeof alignment>[0], instants: string[], since = "09:00") =>
  alignment(rows, task, { instants: instants.map(at), since: at(since) });

test("a wanted reminder stays, another goes, and what is missing is set", () => {
  const [kept, gone] = [row("10:00"), row("11:00")];
  assert.deepEqual(align([kept, gone], ["10:00", "11:30"]), { cancelled: [gone], missing: [at("11:30")] });
});

test("a reminder of another title or due time is set again in its place", () => {
  for (const changes of [{ title: "Ring" }, { due_at: at("13:00") }, { due_at: null }]) {
    const before = row("10:00", changes);
    assert.deepEqual(align([before], ["10:00"]), { cancelled: [before], missing: [at("10:00")] });
  }
});

test("a reminder is not set for a moment before its change was asked for", () => {
  assert.deepEqual(align([], ["08:00", "09:00", "09:01"]).missing, [at("09:01")]);
});

test("one that is overdue and has not fired is not lost to an edit", () => {
  const overdue = row("08:00", { title: "Ring" });
  assert.deepEqual(align([overdue], ["08:00"]), { cancelled: [overdue], missing: [at("08:00")] });
});

test("one that has fired since the change was asked for does not ring twice", () => {
  const fired = row("10:00", { state: "fired", title: "Ring" });
  assert.deepEqual(align([fired], ["10:00"]), { cancelled: [], missing: [] });
});

test("a cancelled reminder says why", () => {
  const reason = (changes: Partial<Task>) => cancelReason({ ...task, ...changes });
  assert.equal(reason({}), "changed");
  assert.equal(reason({ status: "done" }), "completed");
  assert.equal(reason({ status: "done", skipped_at: "2030-06-01T00:00:00Z" }), "skipped");
  assert.equal(reason({ status: "done", deleted_at: "2030-06-01T00:00:00Z" }), "deleted");
});
