import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { Task } from "../../functions/_shared/domain/task/task.ts";
import type { RunningSystem } from "../../tools/local/system.ts";
import { newPerson, type Person } from "../support/client.ts";
import { eventually } from "../support/eventually.ts";
import { type Browser, type PushService, startPushService } from "../support/push-service.ts";
import { check } from "./check/index.ts";
import { send } from "./client.ts";
import { type Device, openDevice } from "./device.ts";
import type { FinalState, History, Operation } from "./history.ts";
import { startKiller } from "./killer.ts";
import { observe, unrest } from "./observe.ts";
import { seeded } from "./random.ts";
import { summary } from "./summary.ts";
import { startFaultySystem } from "./system.ts";
import { actAsUser } from "./user.ts";

/**
 * Accepted means handled, whatever is killed: people change their tasks through the API while functions, sidecars, the
 * broker, the scheduler and the database are killed at random moments; then the answers that every client got are
 * compared with the final state. The seed decides what each person does and what is killed when; their interleaving
 * depends on the machine. A long run:
 *
 *     FAULTS_SEED=7 FAULTS_OPERATIONS=20000 FAULTS_SECONDS=3600 FAULTS_ROUNDS=8 npm test -- faults/history
 *
 * It ends after so many operations or seconds, whichever comes first. FAULTS_USERS (16), FAULTS_GAP (500-3000:
 * milliseconds between kills) and FAULTS_ROUNDS (1: how often broker, scheduler and database are killed) set the rest.
 * The answers and the final state are written to history.json in the state directory.
 */
const {
  FAULTS_SEED = "1",
  FAULTS_OPERATIONS = "3000",
  FAULTS_SECONDS = "70",
  FAULTS_USERS = "16",
  FAULTS_GAP = "500-3000",
  FAULTS_ROUNDS = "1",
} = process.env;
const total = Number(FAULTS_OPERATIONS);
const longest = Number(FAULTS_SECONDS) * 1000;
const gap = FAULTS_GAP.split("-").map(Number) as [number, number];

interface Actor {
  person: Person;
  id: string;
  browser: Browser;
  device: Device;
}

let system: RunningSystem;
let push: PushService;
let stateDir: string;
before(async () => {
  ({ system, push, stateDir } = await startFaultySystem(startPushService));
});
after(async () => {
  await system?.stop();
  await push?.stop();
});

test("every accepted operation is handled once, in order, whatever is killed", async () => {
  const random = seeded(Number(FAULTS_SEED));
  const actors = await Promise.all(Array.from({ length: Number(FAULTS_USERS) }, enter));
  const operations: Operation[] = [];
  const begun = Date.now();
  const progress = () => Math.max(operations.length / total, (Date.now() - begun) / longest);
  const stage = { base: system.url, operations, next: () => progress() < 1 };
  const killer = startKiller(system, random.fork(-1), {
    progress,
    gap,
    rounds: Number(FAULTS_ROUNDS),
  });
  try {
    await Promise.all(
      actors.map(({ person, id }, index) => actAsUser(stage, person, id, random.fork(index))),
    );
  } finally {
    await killer.stop();
  }
  const worked = Date.now();
  await rest(actors);
  const settled = Date.now();
  const tasks = new Map<string, Task[]>();
  for (const { id, person } of actors)
    tasks.set(id, await eventually(() => allTasks(person), { ms: 60_000, what: "all tasks" }));
  const state = await observe(system, [...tasks.keys()], tasks);
  const history = historyOf(operations, killer.kills, actors);
  for (const { device } of actors) device.stop();
  console.log(
    summary(history, state, {
      begun,
      worked,
      settled,
      seed: FAULTS_SEED,
      devices: actors.map(({ device }) => device),
    }),
  );
  keep(history, state);
  assert.deepEqual(push.faults, []);
  assert.deepEqual(check(history, state).slice(0, 40), []);
});

async function enter(): Promise<Actor> {
  const person = await newPerson(system.url);
  const me = await person.call("GET", "/v1/me");
  const browser = push.subscribe();
  const answer = await person.call("POST", "/v1/push-subscriptions", { body: browser.subscription });
  assert.equal(answer.status, 201);
  const id = (me.body as unknown as { id: string }).id;
  return { person, id, browser, device: openDevice(system.url, person, id) };
}

/** Waits until all events are handled, every due reminder is sent and the devices are up to date. */
async function rest(actors: Actor[]): Promise<void> {
  let reasons: string[] = [];
  await eventually(
    async () => {
      reasons = await unrest(system);
      return reasons.length === 0;
    },
    { ms: 240_000, every: 500, what: "rest" },
  ).catch((error) => console.log(`not at rest: ${reasons.join(", ")} (${error})`));
  await eventually(
    async () => {
      for (const { person, device } of actors) {
        const tasks = await allTasks(person);
        if (device.seq < Math.max(0, ...tasks.map(({ seq }) => seq))) return false;
      }
      return true;
    },
    { ms: 30_000, every: 500, what: "every device up to date" },
  ).catch((error) => console.log(String(error)));
}

async function allTasks(person: Person): Promise<Task[]> {
  const tasks: Task[] = [];
  for (let since = 0, epoch = 0; ; ) {
    const path = `/v1/changes?since=${since}&epoch=${epoch}&limit=1000`;
    const answer = await send(system.url, person, { method: "GET", path });
    assert.equal(answer?.status, 200);
    tasks.push(...answer.body.results);
    if (!answer.body.has_more) return tasks;
    since = answer.body.next_cursor;
    epoch = answer.body.epoch;
  }
}

/** Writes the whole run beside the system's logs, to find out why it failed. */
function keep(history: History, state: FinalState): void {
  const maps = (_key: string, value: unknown) => (value instanceof Map ? [...value] : value);
  writeFileSync(join(stateDir, "history.json"), JSON.stringify({ history, state }, maps));
}

function historyOf(operations: Operation[], kills: History["kills"], actors: Actor[]): History {
  const pushes = actors.flatMap(({ id, browser }) =>
    browser.received.map(({ at, payload }) => ({
      user: id,
      at,
      tag: payload.tag,
      remindAt: Date.parse(payload.remind_at),
      late: payload.late,
    })),
  );
  return { operations, kills, pushes, feeds: actors.map(({ device }) => device.feed) };
}
