import assert from "node:assert/strict";
import { test } from "node:test";
import { toolNamed } from "../../../functions/_shared/assistant/index.ts";
import { nothing } from "../../evaluation/expected.ts";
import { judge, type Outcome, type State } from "../../evaluation/judge.ts";
import { categories, requests } from "../../evaluation/requests.ts";
import { seeds } from "../../evaluation/tasks.ts";

const keys = seeds.map(({ key }) => key);

test("there are enough requests, each with its own id and half of them German", () => {
  assert.ok(requests.length >= 90, `${requests.length}`);
  assert.equal(new Set(requests.map(({ id }) => id)).size, requests.length);
  assert.equal(requests.filter(({ language }) => language === "de").length * 2, requests.length);
  assert.deepEqual(new Set(requests.map(({ category }) => category)), new Set(Object.keys(categories)));
  const words = requests.map(({ said }) => said.join("\n"));
  assert.equal(new Set(words).size, words.length, "none is asked twice");
});

test("there are forty tasks, each with its own key and titles", () => {
  assert.equal(seeds.length, 40);
  for (const of of ["key", "en", "de"] as const)
    assert.equal(new Set(seeds.map((seed) => seed[of])).size, seeds.length, of);
});

test("every expected call is valid for its tool, and names tasks that are there", () => {
  // Ids and versions are known only when it runs.
  const concrete = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(concrete);
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value).map(([name, each]) => {
      if (name !== "task_id") return [name, concrete(each)];
      assert.ok(each === "$new" || keys.includes(String(each).slice(1)), `${each}`);
      return [name, 1];
    });
    return Object.fromEntries(entries);
  };
  for (const { id, expected } of requests) {
    for (const [name, args] of expected.calls.flat()) {
      // What a change of words is, is judged by the task afterwards.
      const words = name === "edit_task" && Object.keys(args).length === 2 ? { notes: "x" } : {};
      const parsed = toolNamed(name)?.input.safeParse(concrete({ ...args, ...words }));
      assert.ok(parsed?.success, `${id} ${name} ${JSON.stringify(args)}: ${parsed?.error}`);
    }
    for (const tool of expected.reads ?? []) assert.ok(toolNamed(tool)?.annotations.readOnlyHint, tool);
    for (const key of Object.keys(expected.changed ?? {})) assert.ok(keys.includes(key), key);
  }
});

const idle: Outcome = { calls: [], created: [], changed: {}, planned: [], reply: "" };
const task: State = {
  ...{ title: "Milk", notes: "", due: null, rrule: null, tags: [], priority: "medium", reminders: [] },
  ...{ status: "open", skipped: false, deleted: false },
};

test("a change that nobody asked for is a fault, and is counted", () => {
  assert.deepEqual(judge(nothing, idle), { faults: [], unwanted: 0 });
  const call = { name: "create_task", args: { title: "Milk" }, failed: false };
  const made = {
    ...idle,
    calls: [call],
    created: [task],
    changed: { milk: task },
    planned: [{ op: "delete", patch: {} }],
  };
  const { faults, unwanted } = judge(nothing, made);
  assert.deepEqual([faults.length, unwanted], [4, 3]);
  assert.deepEqual(judge(nothing, { ...idle, calls: [{ ...call, failed: true }] }).faults, []);
});

test("a request is right with the date and the task, and wrong with another", () => {
  const due = { date: "2026-12-01" };
  const expected = {
    calls: [[["create_task", { title: "milk", due }]]],
    created: [{ title: ["milk"], due }],
  } as const;
  const outcome = (date: string, title: string): Outcome => ({
    ...idle,
    calls: [
      { name: "create_task", args: { title, due: { date, time_zone: "Europe/Berlin" } }, failed: false },
    ],
    created: [{ ...task, title, due: { date, time_zone: "Europe/Berlin" } }],
  });
  const faults = (made: Outcome) => judge(expected as never, made).faults.length;
  assert.equal(faults(outcome("2026-12-01", "Milk")), 0);
  assert.ok(faults(outcome("2026-12-02", "Milk")) > 0);
  assert.ok(faults(outcome("2026-12-01", "Bread")) > 0);
});
