import assert from "node:assert/strict";
import { test } from "node:test";
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import type { Task } from "../../../../functions/_shared/domain/task/task.ts";
import { exportCsv } from "../../../../functions/_shared/interchange/csv/export.ts";
import { context, joined } from "../read.ts";
import { storedTask } from "../task-arbitrary.ts";

async function table(...tasks: Task[]): Promise<Record<string, string>[]> {
  async function* batches() {
    yield tasks;
  }
  return parse(await joined(exportCsv(context, batches())), { bom: true, columns: true });
}

const [base] = fc.sample(storedTask, { numRuns: 1, seed: 1 }) as [Task];

test("a row tells a task as a person reads it", async () => {
  const due = { date: "2026-05-04", time: "09:00" };
  const recurrence = { rrule: "FREQ=WEEKLY;BYDAY=MO", mode: "completion" as const, exdates: [], anchor: due };
  const reminders = [{ before: "PT30M" }, { at: "2026-05-01T00:00:00Z" }];
  const [row] = await table({
    ...base,
    title: 'a "b", c',
    notes: "x\ny",
    tags: ["p", "q r"],
    due,
    recurrence,
    reminders,
    skipped_at: null,
  });
  assert.equal(row?.title, 'a "b", c');
  assert.equal(row?.notes, "x\ny");
  assert.equal(row?.tags, "p, q r");
  assert.deepEqual([row?.due_date, row?.due_time, row?.time_zone], ["2026-05-04", "09:00", "Europe/Berlin"]);
  assert.equal(row?.repeats, "every week on Monday, from completion");
  assert.equal(row?.reminders, "PT30M before, 2026-05-01T00:00:00Z");
});

test("no cell is a formula to a spreadsheet", async () => {
  for (const title of ['=HYPERLINK("http://evil.example")', "+1", "@x", "-2+3"])
    assert.match((await table({ ...base, title }))[0]?.title ?? "", /^'/);
});

test("any task makes one row", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(storedTask, { maxLength: 5 }), async (tasks) => {
      assert.deepEqual(
        (await table(...tasks)).map(({ id }) => Number(id)),
        tasks.map(({ id }) => id),
      );
    }),
    { numRuns: 50 },
  );
});
