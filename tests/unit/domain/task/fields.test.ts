import assert from "node:assert/strict";
import { test } from "node:test";
import { newId } from "../../../../functions/_shared/domain/ids.ts";
import { circumstances } from "../../../../functions/_shared/domain/task/circumstances.ts";
import {
  type FieldName,
  fieldNames,
  fieldsWith,
  initialValues,
} from "../../../../functions/_shared/domain/task/fields.ts";
import { follow } from "../../../../functions/_shared/domain/task/follow.ts";
import { complete, create } from "../../../../functions/_shared/domain/task/rules.ts";
import { ImportedTask, NewTask, Task, TaskPatch } from "../../../../functions/_shared/domain/task/task.ts";

const at = circumstances({ now: new Date("2030-01-01T10:00:00Z"), zone: "UTC", newId });
const person = fieldsWith({ from: "person" });

test("the schemas take exactly the fields of which the table says so", () => {
  const same = (shape: object, names: string[]) =>
    assert.deepEqual(Object.keys(shape).sort(), [...new Set(names)].sort());
  same(Task.shape, fieldNames);
  same(NewTask.shape, person);
  same(TaskPatch.shape, [...person, ...fieldsWith({ from: "change" })]);
  same(ImportedTask.shape, [...fieldsWith({ imported: true }), "anchor"]);
});

test("null clears each field to its initial value, but those that a task always has", () => {
  for (const name of [...person, ...fieldsWith({ from: "change" })]) {
    const read = TaskPatch.safeParse({ [name]: null });
    if (name === "title" || name === "priority") assert.ok(!read.success, name);
    else assert.deepEqual(read.data, { [name]: initialValues[name] });
  }
});

test("a new task has the initial values, also where an event from before a field lacks it", () => {
  const draft = create({ title: "T" }, at);
  for (const [name, value] of Object.entries(initialValues))
    assert.deepEqual(draft[name as keyof typeof draft], value, name);
  const task = { ...draft, id: 1, version: 1, seq: 1 };
  const { notes: _, tags: _t, ...older } = task;
  assert.deepEqual(Task.parse(older), task);
});

test("the next occurrence has of each field what the table says", () => {
  const first: Task = {
    ...create(
      {
        title: "T",
        notes: "N",
        priority: "high",
        tags: ["t"],
        due: { date: "2030-01-01" },
        recurrence: { rrule: "FREQ=DAILY", mode: "schedule", exdates: [] },
        reminders: [{ before: "PT5M" }, { at: "2030-01-01T08:00:00.000Z" }],
      },
      at,
    ),
    snoozed_until: "2030-01-01T12:00:00.000Z",
    ...{ id: 1, version: 1, seq: 1 },
  };
  const next = follow(complete(first, "2030-01-01T09:00:00.000Z"), at) ?? assert.fail("there is one");
  const of = (names: FieldName[]) =>
    Object.fromEntries(names.map((name) => [name, next[name as keyof typeof next]]));
  assert.deepEqual(
    of(fieldsWith({ next: "same" })),
    Object.fromEntries(fieldsWith({ next: "same" }).map((name) => [name, first[name]])),
  );
  assert.deepEqual(
    of(fieldsWith({ next: "initial" })),
    Object.fromEntries(fieldsWith({ next: "initial" }).map((name) => [name, initialValues[name]])),
  );
  assert.deepEqual(
    [next.due, next.occurrence, next.reminders],
    [{ date: "2030-01-02" }, 2, [{ before: "PT5M" }, { at: "2030-01-02T08:00:00.000Z" }]],
  );
});
