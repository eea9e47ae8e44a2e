import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { nothingWritten } from "../../web/src/core/storage.ts";
import type { Task } from "../../web/src/core/types.ts";
import * as lists from "../../web/src/state/lists.ts";
import * as memory from "../../web/src/state/memory.ts";
import { route } from "../../web/src/state/router.ts";

route.value = { ...route.value, view: "tag", arg: "home" };
const today = memory.today.value;
const days = ["2020-01-01", today, "2099-12-31"];
const instants = ["2026-01-01T00:00:00.000Z", "2026-01-02T00:00:00.000Z"];
const task = fc.record({
  id: fc.integer({ min: 1, max: 30 }),
  title: fc.constantFrom("tea", "bread", "10 eggs", "9 eggs"),
  status: fc.constantFrom("open", "done"),
  priority: fc.constantFrom("low", "medium", "high"),
  tags: fc.subarray(["home", "work"]),
  due: fc.option(fc.record({ date: fc.constantFrom(...days) })),
  created_at: fc.constantFrom(...instants),
  updated_at: fc.constantFrom(...instants),
  position: fc.constantFrom("", "", "a0", "a1"),
  completed_at: fc.constant(null),
  skipped_at: fc.constant(null),
  deleted_at: fc.option(fc.constantFrom(...instants), { freq: 4 }),
});
const step = fc.record({
  tasks: fc.array(task, { maxLength: 4 }),
  removed: fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 2 }),
  /** Whether the lists are read after this change, or only after a later one. */
  read: fc.boolean(),
  sort: fc.constantFrom("due", "-due", "title", "-created", "priority", "manual"),
});

const all = () => ({
  open: lists.openItems.value,
  inbox: lists.inbox.value,
  overdue: lists.overdue.value,
  today: lists.dueToday.value,
  upcoming: lists.upcoming.value,
  completed: lists.completed.value,
  trash: lists.trash.value,
  tagged: lists.tagged.value,
  filtered: lists.filtered.value,
});
const ids = (found: ReturnType<typeof all>) =>
  Object.fromEntries(Object.entries(found).map(([name, list]) => [name, list.map(({ id }) => id)]));

/** The lists computed from scratch, which a change of everything requires. */
function anew() {
  memory.load({ tasks: [], ops: [], aliases: [], meta: {} });
  return ids(all());
}

test("a list that follows the changes is the list that is made from all tasks", () => {
  let version = 0;
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 12 }), (steps) => {
      for (const { tasks, removed, read, sort } of steps) {
        const made = tasks.map((one) => ({ ...one, reminders: [], notes: "", version: ++version }));
        memory.take({ ...nothingWritten(), tasks: made as unknown as Task[], removed });
        route.value = { ...route.value, params: new URLSearchParams({ sort }) };
        if (!read) continue;
        const followed = ids(all());
        const counts = lists.tags.value.map(String);
        assert.deepEqual(followed, anew());
        assert.deepEqual(lists.tags.value.map(String), counts);
      }
    }),
    { numRuns: 300 },
  );
});

test("a change that does not concern a list leaves it the very same: nothing is drawn for it", () => {
  const one = {
    id: 900,
    title: "far",
    status: "open",
    priority: "low",
    tags: [],
    due: { date: "2099-12-31" },
    deleted_at: null,
  };
  memory.take({ ...nothingWritten(), tasks: [{ ...one, reminders: [], version: 1 } as unknown as Task] });
  const before = all();
  memory.take({
    ...nothingWritten(),
    tasks: [{ ...one, title: "farther", reminders: [], version: 2 } as unknown as Task],
  });
  const after = all();
  for (const name of ["inbox", "overdue", "today", "completed", "trash", "tagged"] as const)
    assert.equal(after[name], before[name], name);
  assert.notEqual(after.upcoming, before.upcoming);
});
