import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type AuditEntry, Export } from "../../../../functions/_shared/contract/api/export.ts";
import { newId } from "../../../../functions/_shared/domain/ids.ts";
import { Settings } from "../../../../functions/_shared/domain/settings.ts";
import { circumstances } from "../../../../functions/_shared/domain/task/circumstances.ts";
import { create } from "../../../../functions/_shared/domain/task/rules.ts";
import type { Task } from "../../../../functions/_shared/domain/task/task.ts";
import { exportJson, type JsonExport } from "../../../../functions/_shared/interchange/json/export.ts";
import { importJson } from "../../../../functions/_shared/interchange/json/import.ts";
import { context, isInvalid, joined, told } from "../read.ts";
import { storedTask } from "../task-arbitrary.ts";

const at = circumstances({ now: new Date("2031-01-01T00:00:00Z"), zone: context.zone, newId });

async function* batches<Item>(...items: Item[][]) {
  yield* items;
}

const account: Export["account"] = {
  id: "0196a1b2-0000-7000-8000-000000000001",
  email: "a@example.com",
  email_confirmed: true,
  name: "A",
  time_zone: context.zone,
  language: "en",
  ...Settings.parse({}),
  created_at: context.now.toISOString(),
  ...{ external_subject: null, erase_at: null, seen_at: null },
  ...{ kept_bytes: 0, written_bytes: 0, written_on: "2031-01-01" },
};

const created: AuditEntry = {
  seq: 1,
  at: context.now.toISOString(),
  action: "created",
  actor: "person",
  task_id: 1,
  version: 1,
  operation_id: null,
  origin: null,
  task: {},
};

async function exported(tasks: Task[], audit: AuditEntry[] = []): Promise<unknown> {
  const { shape } = Export.omit({ format: true, version: true, exported_at: true, account: true });
  const none = Object.fromEntries(Object.keys(shape).map((name) => [name, batches<never>()]));
  const lists = {
    ...none,
    tasks: batches(tasks.slice(0, 1), [], tasks.slice(1)),
    // Nothing of it is imported.
    trash: batches(tasks.map((task) => ({ ...task, deleted_at: context.now.toISOString() }))),
    audit: batches(audit),
  };
  const pieces = exportJson({
    exportedAt: context.now,
    account,
    lists: lists as unknown as JsonExport["lists"],
  });
  return JSON.parse(await joined(pieces));
}

/** The fields that a person sets, and the task's state. */
function told1({ id: _, version: _v, seq: _s, updated_at: _u, series_id, attachments: _a, ...rest }: Task) {
  return { ...rest, inSeries: series_id !== null };
}

test("what is exported as JSON comes back as it was", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(storedTask, { selector: ({ id }) => id, maxLength: 4 }),
      async (tasks) => {
        const { entries, report } = importJson(await exported(tasks), context);
        const back = entries.map(
          ({ task }, i) => ({ ...create(task, at), id: tasks[i]?.id, version: 1, seq: 1 }) as Task,
        );
        assert.deepEqual(back.map(told1), tasks.map(told1));
        assert.deepEqual(
          report.map(({ what }) => what),
          ["The account"],
        );
      },
    ),
    { numRuns: 300 },
  );
});

test("the tasks of one series stay one series, under an id of the user who imports", async () => {
  const [base] = fc.sample(storedTask, { numRuns: 1, seed: 1 }) as [Task];
  const series_id = newId();
  const tasks = [1, 2, 3].map((occurrence) => ({ ...base, id: occurrence, series_id, occurrence }));
  const file = await exported([...tasks, { ...base, id: 9, series_id: newId(), occurrence: 1 }]);
  const ids = async (userId: string) =>
    importJson(file, { ...context, userId }).entries.map(({ task }) => task.series_id);
  const [one, two] = [await ids(context.userId), await ids(newId())];
  assert.equal(new Set(one).size, 2);
  assert.equal(new Set([...one, ...two]).size, 4);
  assert.ok(!one.includes(series_id));
});

test("the keys are those of the exported tasks, whatever was added since", async () => {
  const tasks = fc.sample(storedTask, { numRuns: 3, seed: 2 }).map((task, i) => ({ ...task, id: i + 1 }));
  const keys = async (some: Task[]) =>
    importJson(await exported(some), context).entries.map(({ key }) => key);
  assert.deepEqual((await keys(tasks)).slice(0, 2), await keys(tasks.slice(0, 2)));
});

test("a task that is none costs only itself; what is left behind is told", async () => {
  const [task] = fc.sample(storedTask, { numRuns: 1, seed: 3 }) as [Task];
  const file = (await exported([task], [created])) as { tasks: unknown[] };
  file.tasks.unshift(
    { title: "Half a task", priority: "urgent" },
    17,
    { ...task, id: 2, title: "With a file", attachments: [{ name: "x.pdf" }], mood: "good" },
    { ...task, id: 3, title: "Bad rule", due: { date: "2026-01-01" }, recurrence: { rrule: "FREQ=NEVER" } },
  );
  const imported = importJson(file, context);
  assert.equal(imported.entries.length, 3);
  assert.deepEqual(
    imported.report.slice(0, 2).map(({ what }) => what),
    ['"Half a task"', "Task 2 of the file"],
  );
  const report = told(imported);
  assert.equal(report["Attached files are not in the export, and not carried over."], '"With a file"');
  assert.equal(report["The field mood is not known here."], '"With a file"');
  assert.ok(
    Object.keys(report).some((reason) =>
      reason.startsWith("Its repetition (FREQ=NEVER) is not carried over"),
    ),
  );
  assert.ok(report["It stays in the file: imported tasks begin a new history."]);
});

test("JSON of a program that is not read says which export to use instead", () => {
  const files: Record<string, unknown> = {
    "Google Tasks": { kind: "tasks#taskLists", items: [] },
    "Microsoft To Do": {
      "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#me/todo/lists",
      value: [],
    },
    Trello: { id: "b", name: "Board", lists: [], cards: [] },
    Vikunja: [{ title: "Inbox", identifier: "", tasks: [] }],
    "Any.do": { tasks: [], categories: [] },
  };
  for (const [program, body] of Object.entries(files))
    assert.throws(
      () => importJson(body, context),
      (error: Error) => isInvalid(error) && error.message.includes(program) && error.message.includes(".ics"),
      program,
    );
});

test("other JSON is refused, and so is a version that is not known", () => {
  for (const body of [null, 7, [], {}, { format: "taskwake", version: 2, account: { id: "x" }, tasks: [] }])
    assert.throws(() => importJson(body, context), isInvalid);
});
