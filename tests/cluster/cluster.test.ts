import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { deploy } from "../../tools/cluster/deploy.ts";
import policy from "../../web/headers.json" with { type: "json" };
import { eventually } from "../support/eventually.ts";
import { firstOfWhoCame } from "./measures/awake.ts";
import { burst, stateOf } from "./measures/burst.ts";
import { chaos } from "./measures/chaos.ts";
import { offsetsExpire } from "./measures/expiry.ts";
import { startLoad } from "./measures/load.ts";
import { delivered, followReminders, reminderBatches, setReminders } from "./measures/reminders.ts";
import { rolloutOfEverything } from "./measures/rollout.ts";
import { turnFromZero } from "./measures/talk.ts";
import { lifeFromZero, type Wakes } from "./measures/wake.ts";
import { alwaysOn, keepsHours, list, memory, percentile, replicas, untilIdle } from "./support/cluster.ts";
import { figure } from "./support/figures.ts";
import { inside, query } from "./support/inside.ts";
import { type Person, register } from "./support/people.ts";
import { watchStalls } from "./support/stalls.ts";
import { openVisitor, type Visitor } from "./support/visitor.ts";

/**
 * The whole system in the cluster of KUBECONFIG, starting with an empty namespace: a task's life, then the figures that
 * the design promises. The tests depend on each other and run in this order. OVERLAY selects another overlay; ROUNDS,
 * OPERATIONS and CHAOS_SECONDS set the length.
 */
const overlay = process.env.OVERLAY ?? "standalone";
const rounds = Number(process.env.ROUNDS ?? 3);
const operations = Number(process.env.OPERATIONS ?? 5000);
const chaosSeconds = Number(process.env.CHAOS_SECONDS ?? 60);

/** Part of the names of this run's tasks, which distinguishes them from those of an earlier run. */
const run = Date.now().toString(36);

let visitor: Visitor;
let people: Person[];

before(async () => {
  await deploy(overlay, (line) => console.log(line));
  const [api] = await list("deployments", "--field-selector=metadata.name=api");
  visitor = await openVisitor(api.spec.template.spec.containers[0].image);
  people = await newPeople();
});

// An access token lasts 15 minutes, so later tests create their own people.
const newPeople = () => Promise.all(Array.from({ length: 24 }, () => register(visitor)));

after(() => visitor?.leave());

const first: Wakes = {};

test("idle, nothing runs but what is always on", async () => {
  figure("seconds from deployed to idle", Math.round((await untilIdle()) / 1000));
  const counts = await replicas();
  figure("idle replicas", counts);
  for (const [name, count] of Object.entries(counts))
    if (!keepsHours(name)) assert.equal(count > 0, alwaysOn.includes(name), `${name} has ${count} replicas`);
  const used = await memory();
  const functions = Object.entries(used).filter(([pod]) => /^(api|client|mcp|sync)-/.test(pod));
  figure("idle memory MiB", Object.fromEntries(functions));
  figure(
    "idle memory MiB, functions in all",
    functions.reduce((sum, [, mib]) => sum + mib, 0),
  );
});

test("the client's files are served as any host of theirs must, compressed and with their policy", async () => {
  const page = await visitor.request({ method: "GET", path: "/today", headers: { "accept-encoding": "br" } });
  assert.equal(page.status, 200);
  assert.equal(page.headers?.["content-encoding"], "br");
  for (const [name, value] of Object.entries(policy)) assert.equal(page.headers?.[name.toLowerCase()], value);
  const [script = "none"] = /\/assets\/app-[\w-]+\.js/.exec(page.body ?? "") ?? [];
  const { status, headers } = await visitor.request({ method: "GET", path: script });
  assert.equal(status, 200);
  assert.match(headers?.["cache-control"] ?? "", /immutable/);
});

test("a function can do nothing that is not its own", async () => {
  // 404: the sidecar has no such API at all. 500: it has no such binding. 42501: PostgreSQL's "insufficient privilege".
  assert.deepEqual(await inside("attempts", null, "api"), {
    "sidecar with its token": 200,
    "sidecar without its token": 401,
    "publish to a topic that is another's": 403,
    "a component that is another's": 500,
    "invoke another function": 403,
    "read a secret": 404,
    "bring the app an event without its token": 401,
    "change the schema": "42501",
    "rewrite the audit trail": "42501",
    "read the database's passwords": "42501",
    "write to its own image": "EROFS",
  });
});

test("of the functions, mcp and chat alone may call the api, and only what their tools need", async () => {
  const [person] = people as [Person];
  const calls = (of: string) => inside<Record<string, number>>("invocations", { user: person.id }, of);
  assert.deepEqual(await calls("mcp"), {
    "create a task": 201,
    "read tasks": 200,
    "export everything": 403,
    "make a token": 403,
    "call another function": 403,
  });
  // Its own paths are local: no sidecar asks for leave.
  const { "call another function": _itself, ...refused } = await calls("sync");
  assert.deepEqual(new Set(Object.values(refused)), new Set([403]));
});

test("a task's whole life, each operation the first event of its group", async () => {
  Object.assign(first, await lifeFromZero(people[0] as Person));
  figure("first event of a new group, ms", first);
});

test("operations wake their functions, and reminders theirs before they are due", async () => {
  people = await newPeople();
  const [person] = people as [Person];
  const batches = reminderBatches(rounds);
  for (const [index, instants] of batches.entries())
    await setReminders(people[1 + index] as Person, `reminder ${run}/${index}`, instants);
  const [wakes, reminders] = await Promise.all([
    inTurn(rounds - 1, () => lifeFromZero(person)),
    followReminders(run, batches),
  ]);
  const all = [first, ...wakes].flatMap((round) => Object.values(round));
  figure("wakes", all.length);
  figure("wake ms p50", percentile(all, 50));
  figure("wake ms p95", percentile(all, 95));
  const lateness = reminders.map((each) => each.lateness);
  figure("reminders from zero", lateness.length);
  figure("reminder lateness ms", {
    least: percentile(lateness, 0),
    p50: percentile(lateness, 50),
    p95: percentile(lateness, 95),
    most: percentile(lateness, 100),
  });
  assert.ok(
    lateness.every((ms) => ms >= 0),
    "a reminder came early",
  );
  assert.equal(new Set(reminders.map(({ title }) => title)).size, lateness.length, "a reminder came twice");
});

test("who has the client open finds the functions awake", async () => {
  const [person] = await newPeople();
  const times = await firstOfWhoCame(person as Person, 6, rounds);
  figure("first operation of who came 6 s ago, ms", times);
  // A start takes seconds, so this shows that none was waited for.
  assert.ok(percentile(times, 50) < 1000, String(times));
});

/** Why a turn has nothing certain to assert. */
const hasModel = Boolean(process.env.OPENAI_API_KEY) && "a model is deployed, which may say anything";

test("without a model the assistant answers from zero, and adds a task", { skip: hasModel }, async () => {
  const person = await register(visitor);
  const { turn, ms } = await turnFromZero(person, "Add call Anna tomorrow at 9am");
  figure("turn of the assistant from zero, ms", ms);
  assert.deepEqual([turn.state, turn.problem], ["done", null], JSON.stringify(turn));
  assert.ok(turn.reply.length > 0);
  assert.deepEqual(
    turn.steps.map(({ tool, state }) => [tool, state]),
    [["create_task", "done"]],
  );
  const { body } = await person.read("/v1/tasks");
  const tasks: { title: string; due: { time: string } }[] = JSON.parse(body as string).results;
  assert.deepEqual(
    tasks.map(({ title, due }) => [title, due.time]),
    [["call Anna", "09:00"]],
  );
});

async function inTurn<Result>(times: number, work: () => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  for (let turn = 0; turn < times; turn += 1) results.push(await work());
  return results;
}

test("a group whose offsets have expired reads again what is retained, does nothing twice, and rests", async () => {
  const { before, after } = await offsetsExpire();
  figure("audit rows before and after their offsets expired", [before, after]);
  assert.ok(before > 0);
  assert.equal(after, before);
});

test(`a burst of ${operations} operations from zero is applied exactly once, and all is at zero again`, async () => {
  await untilIdle();
  people = await newPeople();
  const result = await burst(people, operations);
  figure("burst", result);
  assert.equal(result.lost, 0);
  assert.equal(result.duplicates, 0);
});

test("every function is rolled out under load without a failed request or a lost operation", async () => {
  const watch = await watchStalls();
  let failed = await rolledOut(`rollout ${run}`);
  const stalled = await watch.stop();
  // While the disk stalls the api rightly refuses writes, so the functions are judged by another rollout.
  if (failed > 0 && stalled > 3000) {
    console.log(`again, for this machine stood still for ${stalled} ms`);
    failed = await rolledOut(`rollout again ${run}`);
  }
  assert.equal(failed, 0);
});

/** Rolls out everything under load, asserts that nothing is lost, and resolves to the number of failed requests. */
async function rolledOut(name: string): Promise<number> {
  people = await newPeople();
  const load = startLoad(people, name);
  await sleep(5000);
  const seconds = await rolloutOfEverything();
  const result = await load.stop();
  const state = await applied(name, result.accepted.length);
  figure("rollout", {
    seconds,
    requests: result.requests,
    failed: result.failed,
    failures: result.failures,
    operations: result.accepted.length,
    lost: result.accepted.length - state.distinct,
    duplicates: state.applied - state.distinct,
  });
  assert.equal(state.distinct, result.accepted.length);
  assert.equal(state.applied, state.distinct);
  return result.failed;
}

test("functions, sidecars, broker and scheduler are killed under load: nothing is lost or done twice", async () => {
  people = await newPeople();
  const begin = Date.now() + 30_000;
  const instants = Array.from({ length: 10 }, (_, index) => new Date(begin + index * 5000));
  await setReminders(people[10] as Person, `chaos reminder ${run}`, instants);
  const load = startLoad(people, `chaos load ${run}`, { stubborn: true });
  const killed = await chaos(chaosSeconds * 1000);
  const result = await load.stop();
  const state = await applied(`chaos load ${run}`, result.accepted.length);
  const reminders = await delivered(`chaos reminder ${run}`, instants.length, 120_000);
  figure("chaos", {
    killed,
    requests: result.requests,
    refusedThenAccepted: result.failed,
    operations: result.accepted.length,
    lost: result.accepted.length - state.distinct,
    duplicates: state.applied - state.distinct,
    reminders: reminders.length,
    remindersEarly: reminders.filter(({ lateness }) => lateness < 0).length,
    reminderLatenessMs: percentile(
      reminders.map(({ lateness }) => lateness),
      100,
    ),
  });
  assert.equal(state.distinct, result.accepted.length);
  assert.equal(state.applied, state.distinct);
  assert.equal(reminders.length, instants.length);
});

test("afterwards all is at zero again, and nothing lies in the dead letters", async () => {
  await untilIdle();
  const letters = await query<object>("select topic, type, reason from dead_letters");
  figure("dead letters", letters);
  assert.deepEqual(letters, []);
});

/** The state of the tasks with a name, once so many are applied and in the audit trail, or after a timeout. */
async function applied(name: string, count: number) {
  const enough = async () => {
    const state = await stateOf(name);
    return state.distinct >= count && state.audited >= count ? state : undefined;
  };
  return eventually(enough, { ms: 120_000, every: 2000 }).catch(() => stateOf(name));
}
