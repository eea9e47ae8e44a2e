import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Task } from "../../functions/_shared/domain/task/task.ts";
import { operationIdOf } from "../../functions/_shared/operations/submit.ts";
import { openWhole } from "./support/whole.ts";
import { openWorld } from "./support/world.ts";

/* Whatever an assistant, the person and time do to each other: nothing is changed beyond the bounds unconfirmed. */

const world = await openWorld();
const whole = await openWhole(world);

const some = fc.nat({ max: 5 });
const op = fc.constantFrom("update", "complete", "reopen", "delete", "restore");
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant("single" as const), op, task: some }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("create" as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("recurrence" as const), task: some }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("propose" as const),
      items: fc.uniqueArray(fc.record({ op, task: some }), { selector: ({ task }) => task, minLength: 1 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constantFrom("confirm" as const, "decline" as const), plan: some }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("person" as const), op, task: some }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("pass" as const), minutes: fc.constantFrom(1, 3, 16) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom("undo-plan" as const), plan: some }) },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;
type Calls = ReturnType<typeof whole.assistant>;

/** Does the steps of each group at once, one group after the other. */
async function run(groups: Step[][]): Promise<string> {
  const user = await world.user();
  const person = await whole.person(user);
  const assistant = whole.assistant(user, "mcp");
  const tasks: number[] = [];
  for (let n = 0; n < 6; n += 1)
    tasks.push((await person("POST", "/v1/tasks", { body: { title: `Task ${n}` } })).body.id);
  const plans: string[] = [];
  const now = async (task: number): Promise<Task> => (await person("GET", `/v1/tasks/${tasks[task]}`)).body;
  const single = async (by: Calls, what: string, task: number) => {
    const { id, version } = await now(task);
    const path = `/v1/tasks/${id}`;
    const answer =
      what === "update"
        ? await by("PATCH", path, { version, body: { title: `Edited ${version}` } })
        : what === "delete"
          ? await by("DELETE", path, { version })
          : await by("POST", `${path}/${what}`, { version });
    if (answer.body?.plan) plans.push(answer.body.plan.id);
  };
  const act = async (each: Step): Promise<void> => {
    switch (each.do) {
      case "single":
        return single(assistant, each.op, each.task);
      case "person":
        return single(person, each.op, each.task);
      case "create":
        return void (await assistant("POST", "/v1/tasks", { body: { title: "New" } }));
      case "recurrence": {
        const { id, version } = await now(each.task);
        const body = { due: { date: "2026-12-01" }, recurrence: { rrule: "FREQ=DAILY" } };
        const { status } = await assistant("PATCH", `/v1/tasks/${id}`, { version, body });
        return assert.notEqual(status, 200, "a rule is never changed unconfirmed");
      }
      case "propose": {
        const items = await Promise.all(
          each.items.map(async ({ op, task }) => {
            const { id, version } = await now(task);
            return { op, task_id: id, version, ...(op === "update" && { patch: { tags: [`v${version}`] } }) };
          }),
        );
        const { status, body } = await assistant("POST", "/v1/plans", { body: { items } });
        if (status === 201) plans.push(String(body.id));
        return;
      }
      case "pass":
        return world.pass({ minutes: each.minutes });
      default: {
        const [verb = "", plan] = [each.do.replace("-plan", ""), plans.at(-1 - each.plan)];
        if (plan) await person("POST", `/v1/plans/${plan}/${verb}`);
      }
    }
  };
  for (const group of groups) await Promise.all(group.map(act));
  await whole.idle();
  return user;
}

/** Checks the database, not what was answered. */
async function check(user: string): Promise<void> {
  const rowsOf = async (sql: string) => (await world.db.query(sql, [user])).rows;
  const counted = await rowsOf(
    "select operation_id, turn_id, kind from assistant_changes where user_id = $1",
  );
  const turns = new Map<string, number>();
  for (const { turn_id, kind } of counted)
    turns.set(`${turn_id} ${kind}`, (turns.get(`${turn_id} ${kind}`) ?? 0) + 1);
  for (const [turn, count] of turns)
    assert.ok(count <= (turn.endsWith("create") ? 20 : 5), `${turn}: ${count}`);
  const byItself = new Set(counted.map(({ operation_id }) => operation_id));
  const confirmed = new Map<string, { version: number | null }>();
  const plans = await rowsOf("select id, status, items from plans where user_id = $1");
  const operations = await rowsOf("select * from operations where user_id = $1 and origin is not null");
  const ran = new Set(operations.map(({ id }) => id));
  for (const { id, status, items } of plans)
    for (const [n, { call }] of items.entries()) {
      const operation = operationIdOf(user, `plan/${id}/${n}`);
      if (status === "confirmed") confirmed.set(operation, call.arguments);
      else assert.ok(!ran.has(operation), `a plan that is ${status} did something`);
    }
  for (const { id, command, status, result, undo } of operations) {
    assert.ok(
      byItself.has(id) || confirmed.has(id),
      `${command} was neither within the bounds nor confirmed`,
    );
    if (status !== "succeeded") continue;
    if (!confirmed.has(id)) assert.notEqual(command, "delete-task", "deleted unconfirmed");
    if (!confirmed.has(id) && command === "update-task") assert.ok(!("recurrence" in undo.arguments.patch));
    const version = confirmed.get(id)?.version;
    if (version) assert.equal(result.task_data.version, version + 1, "in the version that was shown");
  }
}

test("interleaved as they may be, nothing is changed that was not confirmed or within the bounds", async () => {
  const groups = fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { minLength: 4, maxLength: 8 });
  const runs = Number(process.env.RUNS ?? 12);
  await fc.assert(
    fc.asyncProperty(groups, async (all) => {
      world.at("2026-11-30T10:00:00Z");
      await check(await run(all));
    }),
    { numRuns: runs, endOnFailure: true },
  );
});
