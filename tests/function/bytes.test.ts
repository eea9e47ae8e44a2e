import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import type { OperationResult } from "../../functions/_shared/contract/schemas.ts";
import { type CommandTopic, topics } from "../../functions/_shared/contract/topics.ts";
import { limits } from "../../functions/_shared/domain/limits.ts";
import { ImportedTask } from "../../functions/_shared/domain/task/task.ts";
import { cleanUp } from "../../functions/_shared/store/clean-up.ts";
import api from "../../functions/api/index.ts";
import createTask from "../../functions/create-task/index.ts";
import deleteTask from "../../functions/delete-task/index.ts";
import updateTask from "../../functions/update-task/index.ts";
import { call } from "../support/client.ts";
import { commandOf, openWorld, resultOf } from "./support/world.ts";

const world = await openWorld();
const url = await world.serve(world.open(api));
let user = "";
beforeEach(async () => {
  user = await world.user();
});

const notes = "n".repeat(20_000);
const on = {
  ...world.open(createTask).on,
  ...world.open(updateTask).on,
  ...world.open(deleteTask).on,
} as unknown as Record<CommandTopic, (event: unknown) => Promise<void>>;

async function run(topic: CommandTopic, args: object): Promise<OperationResult> {
  world.sidecar.published = [];
  await on[topic](commandOf(world, topic, user, args as never));
  return resultOf(world, world.sidecar.take(topics.operationResults)[0]);
}
const create = () => run("create-task", { task: ImportedTask.parse({ title: "T", notes }) });

async function counted(): Promise<{ kept: number; written: number }> {
  const { rows } = await world.db.query(
    "select kept_bytes as kept, written_bytes as written from users where id = $1",
    [user],
  );
  return rows[0];
}
const count = (columns: string) => world.db.query(`update users set ${columns} where id = $1`, [user]);

test("what an operation writes is counted, when it succeeds and when it is refused", async () => {
  const { task_data } = await create();
  const first = await counted();
  assert.ok(first.kept > 3 * notes.length && first.written === first.kept, JSON.stringify(first));
  await run("update-task", { task_id: task_data?.id, version: 7, patch: { title: "Stale" } });
  assert.ok((await counted()).written > first.written);
});

test("at the bound nothing new is taken, while what is there can still be removed", async () => {
  const { task_data } = await create();
  const { id: task_id, version } = task_data ?? assert.fail();
  for (const full of [
    `kept_bytes = ${limits.keptBytes}`,
    `kept_bytes = 0, written_bytes = ${limits.dailyBytes}`,
  ]) {
    await count(full);
    assert.equal((await create()).problem?.code, "limit-reached", full);
    const longer = await run("update-task", { task_id, version, patch: { notes: `${notes}more` } });
    assert.equal(longer.problem?.code, "limit-reached");
  }
  assert.equal((await run("delete-task", { task_id, version })).status, "succeeded");
});

test("a day's bytes are free again on the next day", async () => {
  await count(`written_bytes = ${limits.dailyBytes}, written_on = written_on - 1`);
  assert.equal((await create()).status, "succeeded");
  assert.ok((await counted()).written < limits.dailyBytes, "and are counted from nothing");
});

test("beyond the bound the api refuses a change before it is sent, and still answers reads", async () => {
  await count(`written_bytes = ${limits.dailyBytes * 2}`);
  const headers = { authorization: `Bearer ${await world.token(user)}` };
  world.sidecar.published = [];
  const refused = await call(url, "POST", "/v1/tasks", { body: { title: "More" }, headers });
  assert.deepEqual([refused.status, refused.body.code], [409, "limit-reached"]);
  assert.deepEqual(world.sidecar.published, []);
  assert.equal((await call(url, "GET", "/v1/tasks", { headers })).status, 200);
});

test("a file counts by its bytes, whatever becomes of it", async () => {
  const headers = { authorization: `Bearer ${await world.token(user)}`, "content-type": "text/csv" };
  const body = "x".repeat(100_000);
  await fetch(`${url}/v1/import`, { method: "POST", headers, body });
  assert.ok((await counted()).written >= body.length);
});

test("the clean-up counts anew what is kept, since what was removed is not counted", async () => {
  await create();
  await count(`kept_bytes = ${limits.keptBytes}`);
  await cleanUp(world.db, world.now());
  const { kept } = await counted();
  assert.ok(kept > 1000 && kept < 1_000_000, `${kept}`);
});
