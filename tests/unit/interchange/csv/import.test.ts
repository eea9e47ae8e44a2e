import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Refusal } from "../../../../functions/_shared/domain/refusal.ts";
import type { Task } from "../../../../functions/_shared/domain/task/task.ts";
import { exportCsv } from "../../../../functions/_shared/interchange/csv/export.ts";
import { importCsv } from "../../../../functions/_shared/interchange/csv/import.ts";
import { ownTaskId } from "../../../../functions/_shared/interchange/identity.ts";
import { context, isInvalid, joined, task, told } from "../read.ts";
import { storedTask } from "../task-arbitrary.ts";

const exported = (...tasks: Task[]): Promise<string> =>
  joined(
    exportCsv(
      context,
      (async function* () {
        yield tasks;
      })(),
    ),
  );
const [base] = fc.sample(storedTask, { numRuns: 1, seed: 1 }) as [Task];
const due = { date: "2026-05-04", time: "09:00" };
const weekly: Task = {
  ...base,
  id: 7,
  status: "open",
  completed_at: null,
  skipped_at: null,
  title: '=Bins, and "paper"',
  notes: "two\nlines",
  tags: ["home", "big things"],
  priority: "high",
  due,
  recurrence: { rrule: "FREQ=WEEKLY", mode: "completion", exdates: [], anchor: due },
  occurrence: 1,
  reminders: [{ before: "PT30M" }, { before: "P1D", time: "18:00" }, { at: "2026-05-01T00:00:00.000Z" }],
};

test("our own table comes back as it was, also with semicolons", async () => {
  const text = await exported(weekly);
  const { entries, report } = importCsv(text, context);
  const [{ key, task: back }] = entries as [(typeof entries)[0]];
  const { title, notes, tags, priority, due, reminders } = weekly;
  for (const [name, value] of Object.entries({ title, notes, tags, priority, due, reminders }))
    assert.deepEqual(back[name as keyof typeof back], value, name);
  assert.deepEqual(back.recurrence, { rrule: "FREQ=WEEKLY", mode: "completion", exdates: [] });
  assert.equal(ownTaskId(context.userId, key), 7);
  assert.deepEqual(report, []);
  const rows = "title;due_date;due_time\nA, b;2026-05-04;9:00\n";
  assert.deepEqual(task(importCsv(rows, context), "A, b").due, due);
});

test("every task of our own table comes back with its texts, date, repetition and reminders", async () => {
  await fc.assert(
    fc.asyncProperty(storedTask, async (given) => {
      const { entries } = importCsv(await exported(given), context);
      const [back] = entries;
      assert.deepEqual(back?.task.due, dueOf(given));
      assert.equal(back?.task.status, given.status);
      assert.equal(Boolean(back?.task.recurrence), Boolean(given.recurrence) && given.status === "open");
      assert.deepEqual(back?.task.reminders, given.reminders);
      assert.equal(back?.task.title, given.title);
    }),
    { numRuns: 200 },
  );
});

// A zone is that of a time, and the person's own is not written.
function dueOf({ due }: Task): Task["due"] {
  if (!due) return null;
  const { time_zone, ...rest } = due;
  return due.time && time_zone && time_zone !== context.zone ? { ...rest, time_zone } : rest;
}

test("what a spreadsheet made of dates and times is read where it is clear, and told where it is not", () => {
  const rows = [
    "title,due_date,due_time,rrule,reminders",
    "a,4.5.2026,9:00:00,,",
    "b,5/4/2026,,,",
    "c,2026-05-04,,FREQ=NEVER,soon",
  ];
  const imported = importCsv(rows.join("\n"), context);
  assert.deepEqual(task(imported, "a").due, due);
  assert.deepEqual([task(imported, "b").due, task(imported, "b").notes], [null, "Date: 5/4/2026"]);
  assert.equal(task(imported, "c").recurrence, null);
  assert.equal(told(imported)['The reminder "soon" is not understood, and is left out.'], '"c"');
});

test("rows that a person added have an identity of their own, the same when the file is read again", () => {
  const text = "id,title,due_date\n7,a,\n,b,\n,b,\n";
  const keys = () => importCsv(text, context).entries.map(({ key }) => key);
  assert.equal(new Set(keys()).size, 3);
  assert.deepEqual(keys(), keys());
});

const foreign: Record<string, string> = {
  TickTick:
    '"Date: 2026-01-01+0000"\n"Version: 7.1"\n"Status: \n0 Normal\n1 Completed\n2 Archived"\n"Folder Name","List Name","Title","Kind","Tags","Content","Is Check list","Start Date","Due Date"\n',
  "Microsoft To Do": '"Subject","Start Date","Due Date","Reminder On/Off","Reminder Date"\n',
  "Any.do": "Title,Category,Due Date,Subtasks\n",
  Trello: "Card ID,Card Name,Card URL,Card Description\n",
  Vikunja: "id,title,project_id,done,due_date_at\n",
};

test("a table of a program that is not read says which export to use instead", () => {
  for (const [program, text] of Object.entries(foreign))
    assert.throws(
      () => importCsv(text, context),
      (error: Error) =>
        isInvalid(error) &&
        (error as Refusal).facts.program !== undefined &&
        error.message.includes(program) &&
        /\.ics|CSV/.test(error.message),
      program,
    );
  assert.throws(() => importCsv("Name,Phone\nx,1", context), isInvalid);
});
