import assert from "node:assert/strict";
import { test } from "node:test";
import { keysOf, toolNamed, tools } from "../../../functions/_shared/assistant/index.ts";
import { calling } from "./support.ts";

test("the tools have these names, in this order, with these scopes", () => {
  assert.deepEqual(
    tools.map(({ name, scope }) => `${name} ${scope.split(":")[1]}`),
    [
      "search_tasks read",
      "list_tasks read",
      "get_task read",
      "summary read",
      "create_task add",
      "edit_task write",
      "reschedule_task write",
      "set_recurrence write",
      "complete_task write",
      "reopen_task write",
      "skip_occurrence write",
      "delete_task delete",
      "restore_task write",
      "propose_changes write",
      "get_plan read",
      "undo write",
      "preview_occurrences read",
      "task_history read",
      "search read",
      "fetch read",
    ],
  );
});

test("no tool confirms a plan, sends anything out, or takes a user, an address or a confirmation", () => {
  for (const { name, inputSchema, annotations } of tools) {
    assert.doesNotMatch(name, /confirm|share|mail|send/);
    assert.equal(annotations.openWorldHint, false);
    assert.doesNotMatch(JSON.stringify(inputSchema), /"(user_id|confirmed?|url|to)"/);
  }
});

test("each schema is short, plain at its root, and refuses unknown keys", () => {
  let size = 0;
  for (const { name, inputSchema, description } of tools) {
    const text = JSON.stringify(inputSchema);
    size += text.length + description.length;
    assert.equal(inputSchema.type, "object", name);
    assert.ok(!("anyOf" in inputSchema || "oneOf" in inputSchema || "allOf" in inputSchema), name);
    assert.equal((inputSchema as { additionalProperties?: unknown }).additionalProperties, false, name);
    assert.doesNotMatch(text, /"pattern"|9007199254740991|\$schema|\$ref/, name);
    assert.ok(text.length <= 1300, `${name}: ${text.length}`);
  }
  assert.ok(size / tools.length <= 520, `${size / tools.length} characters a tool`);
});

const valid: Record<string, object> = {
  search_tasks: { query: "milk" },
  list_tasks: { view: "today" },
  get_task: { task_id: 7 },
  summary: {},
  create_task: { title: "Milk" },
  edit_task: { task_id: 7, version: 3, title: "Oat milk" },
  reschedule_task: { task_id: 7, version: 3, due: null },
  set_recurrence: { task_id: 7, version: 3, recurrence: null },
  propose_changes: { items: [{ op: "delete", task_id: 7, version: 3 }] },
  get_plan: { plan_id: "019c8e7e-0000-7000-8000-000000000000" },
  undo: { operation_id: "019c8e7e-0000-7000-8000-000000000000" },
  preview_occurrences: { recurrence: { rrule: "FREQ=DAILY" }, due: { date: "2026-12-01" } },
  task_history: { task_id: 7 },
  search: { query: "milk" },
  fetch: { id: "7" },
};
const argsOf = (name: string) => valid[name] ?? { task_id: 7, version: 3 };

test("an unknown key is refused by every tool, and nothing is sent", async () => {
  for (const { name, input } of tools) {
    assert.equal(input.safeParse(argsOf(name)).success, true, name);
    for (const more of [{ user_id: "x" }, { confirmed: true }, { statuss: "open" }]) {
      const { result, sent } = await calling(name, { ...argsOf(name), ...more });
      assert.equal(result.isError, true, name);
      assert.match(result.text, /Unrecognized key/);
      assert.deepEqual(sent, []);
    }
  }
});

test("empty filters, missing versions, changes of nothing and made-up ids are refused", async () => {
  const refused: [string, unknown][] = [
    ["search_tasks", { query: "  " }],
    ["search_tasks", {}],
    ["list_tasks", { view: "today", tags: [] }],
    ["list_tasks", { view: "all", priority: [] }],
    ["list_tasks", { view: "tomorrow" }],
    ["list_tasks", { view: "all", limit: 201 }],
    ["get_task", { task_id: "7" }],
    ["get_task", {}],
    ["edit_task", { task_id: 7, title: "x" }],
    ["edit_task", { task_id: 7, version: 3 }],
    ["edit_task", { task_id: 7, version: 3, recurrence: null }],
    ["edit_task", { task_id: 7, version: 3, due: { date: "2026-12-01" } }],
    ["reschedule_task", { task_id: 7, version: 3 }],
    ["reschedule_task", { task_id: 7, version: 3, due: { date: "tomorrow" } }],
    ["reschedule_task", { task_id: 7, version: 3, due: null, recurrence: null }],
    ["complete_task", { task_id: 7 }],
    ["delete_task", { task_id: 7, version: 0 }],
    ["undo", {}],
    ["undo", { ...valid.undo, turn_id: "t" }],
    ["fetch", { id: "../me" }],
    ["propose_changes", { items: [] }],
    ["propose_changes", { items: [{ op: "delete" }] }],
    ["propose_changes", { items: [{ op: "update", task_id: 7, version: 3 }] }],
    ["propose_changes", { items: [{ op: "complete", task_id: 7, version: 3, patch: { title: "x" } }] }],
    ["propose_changes", { items: [{ op: "update", task_id: 7, version: 3, patch: { user_id: "x" } }] }],
    ["propose_changes", { items: [{ op: "create", task: { title: "" } }] }],
  ];
  for (const [name, args] of refused) {
    const { result, sent } = await calling(name, args);
    assert.equal(result.isError, true, `${name} ${JSON.stringify(args)}`);
    assert.deepEqual(sent, []);
  }
});

test("a plan needs the scope of each of its operations", () => {
  const propose = toolNamed("propose_changes");
  const items = [{ op: "complete" }, { op: "create" }, { op: "delete" }, null];
  assert.deepEqual(propose?.scopesOf({ items }), ["tasks:write", "tasks:add", "tasks:delete"]);
  assert.deepEqual(propose?.scopesOf({ items: "all" }), ["tasks:write"]);
  assert.deepEqual(toolNamed("undo")?.scopesOf(undefined), ["tasks:write"]);
});

test("the same call has the same key within ten seconds, and the next window knows the former key", () => {
  const at = (ms: number) => new Date(1_800_000_000_000 + ms);
  const [first] = keysOf("create_task", { title: "A" }, at(0));
  assert.equal(keysOf("create_task", { title: "A" }, at(9_999))[0], first);
  assert.equal(keysOf("create_task", { title: "A" }, at(10_000))[1], first);
  assert.ok(!keysOf("create_task", { title: "A" }, at(20_000)).includes(first));
  assert.notEqual(keysOf("create_task", { title: "B" }, at(0))[0], first);
  assert.notEqual(keysOf("edit_task", { title: "A" }, at(0))[0], first);
});
