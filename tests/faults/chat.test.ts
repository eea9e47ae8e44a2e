import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Turn } from "../../functions/_shared/contract/api/chat.ts";
import type { RunningSystem } from "../../tools/local/system.ts";
import { newPerson, type Person } from "../support/client.ts";
import { eventually } from "../support/eventually.ts";
import { holdingUser, isWaiting } from "../support/locks.ts";
import {
  type ModelEndpoint,
  type ModelReply,
  type ModelRequest,
  startModel,
} from "../support/model-endpoint.ts";
import { type PushService, startPushService } from "../support/push-service.ts";
import { asked, ended, resultsOf, say, turnNow } from "../support/talk.ts";
import { modelVariables } from "../support/world.ts";
import { query } from "./observe.ts";
import { startFaultySystem } from "./system.ts";

/**
 * Turns of the assistant survive the kill of what works on them. For each victim there is one turn at each point of a
 * turn, held there until all have reached theirs; then the victim is killed. Every turn must end with its whole reply and
 * each task once.
 */
const points = ["asked", "queued", "in the answer", "in a call", "asked again", "in the last words"] as const;
type Point = (typeof points)[number];

const victims = [
  ["chat"],
  ["chat/daprd"],
  ["chat", "chat/daprd"],
  ["api"],
  ["api/daprd"],
  ["api", "api/daprd"],
] as const;

let system: RunningSystem;
let push: PushService;
let model: ModelEndpoint;
before(async () => {
  model = await startModel();
  ({ system, push } = await startFaultySystem(startPushService, {
    ...modelVariables(Number(new URL(model.url).port)),
    // The time that turns are held is no time of theirs.
    CHAT_TURN_SECONDS: "600",
    MODEL_SILENCE: "120",
  }));
});
after(async () => {
  await system?.stop();
  await push?.stop();
  await model?.close();
});

/** A turn at a point, held until it is released. */
interface Held {
  point: Point;
  person: Person;
  turn: Turn;
}

const said = ["I do that.", "All of them are on the list."] as const;
const titles = (message: string): string[] => [1, 2, 3].map((n) => `${message} ${n}`);

/** Lets each turn stop at its point, which its message names, the first time that it gets there. */
function openHold(users: Map<Point, string>) {
  const reached = new Set<string>();
  const locks: { end(): Promise<void> }[] = [];
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });

  async function script(request: ModelRequest): Promise<ModelReply> {
    const message = asked(request);
    const point = message.split(",")[0] as Point;
    const isAgain = resultsOf(request).length > 0;
    const calls = titles(message).map((title) => ({ name: "create_task", arguments: { title } }));
    const reply: ModelReply = isAgain ? { text: said[1] } : { text: said[0], calls };
    const here = isAgain ? ["asked again", "in the last words"] : ["asked", "in the answer", "in a call"];
    if (!here.includes(point) || reached.has(message)) return reply;
    reached.add(message);
    if (point === "in the answer" || point === "in the last words")
      return { ...reply, end: "cut", until: released };
    if (point === "in a call") locks.push(await holdingUser(system.databaseUrl, users.get(point) as string));
    else await released;
    return reply;
  }
  return {
    script,
    async release() {
      release();
      for (const lock of locks.splice(0)) await lock.end();
    },
    /** Whether a turn stands at its point. */
    async isAt({ point, person, turn }: Held): Promise<boolean> {
      const now = await turnNow(person, turn);
      assert.ok(now.state === "queued" || now.state === "running", `${turn.message} is ${now.state}`);
      if (point === "queued") return now.state === "queued";
      if (!reached.has(turn.message)) return false;
      if (point === "in a call")
        return (
          (await isWaiting(system.databaseUrl, "create-task")) || (await isWaiting(system.databaseUrl, "api"))
        );
      if (point === "in the answer") return now.reply === said[0];
      return point !== "in the last words" || now.reply === said.join("\n\n");
    },
  };
}

/** Begins a turn for each of some points; the one that is queued waits for the one that was asked, in its conversation. */
async function begin(some: readonly Point[], victim: string, people: Map<Point, Person>): Promise<Held[]> {
  const all: Held[] = [];
  for (const point of some) {
    const [first] = all;
    const isSecond = point === "queued" && first !== undefined;
    const person = (isSecond ? first.person : people.get(point)) as Person;
    const conversation = isSecond ? first.turn.conversation_id : undefined;
    all.push({ point, person, turn: await say(person, `${point}, ${victim}`, conversation) });
  }
  return all;
}

/** Resolves when all turns are at their points. */
async function untilAll(held: Held[], isAt: (each: Held) => Promise<boolean>): Promise<void> {
  let missing: Point[] = [];
  const areThere = async () => {
    const there = await Promise.all(held.map(isAt));
    missing = held.filter((_, i) => !there[i]).map(({ point }) => point);
    return missing.length === 0;
  };
  await eventually(areThere, { ms: 60_000 }).catch((error) =>
    assert.fail(`not at their points: ${missing} (${error})`),
  );
}

/** What is wrong with a turn that has ended: words that are lost, and tasks and operations that are lost or doubled. */
async function faultsOf({ person, turn }: Held, userId: string): Promise<string[]> {
  const end = await ended(person, turn, 180_000);
  const faults: string[] = [];
  if (end.state !== "done") faults.push(`${end.state} ${JSON.stringify(end.problem)}`);
  if (end.reply !== said.join("\n\n")) faults.push(`words: ${JSON.stringify(end.reply)}`);
  if (end.message !== turn.message) faults.push("message");
  const made = await query<{ title: string }>(
    system,
    "select title from tasks where user_id = $1 and title like $2 order by title",
    [userId, `${turn.message} %`],
  );
  const wanted = titles(turn.message);
  if (made.map(({ title }) => title).join() !== wanted.join())
    faults.push(`tasks: ${made.map(({ title }) => title)}`);
  const operations = await query(
    system,
    "select from operations where user_id = $1 and origin->>'turn_id' = $2",
    [userId, turn.id],
  );
  if (operations.length !== wanted.length) faults.push(`${operations.length} operations`);
  return faults.map((fault) => `${turn.message}: ${fault}`);
}

for (const names of victims)
  test(`${names.join(" and ")} killed at each point of a turn: nothing is doubled or lost`, async () => {
    const victim = names.join(" and ");
    const people = new Map<Point, Person>();
    const users = new Map<Point, string>();
    for (const point of points) {
      const person = await newPerson(system.url);
      people.set(point, person);
      users.set(point, String((await person.call("GET", "/v1/me")).body.id));
    }
    users.set("queued", users.get("asked") as string);
    const hold = openHold(users);
    model.script = hold.script;
    try {
      // A call that is held holds up everyone in its partition, so it comes last.
      const others = points.filter((point) => point !== "in a call");
      const held = await begin(others, victim, people);
      await untilAll(held, hold.isAt);
      held.push(...(await begin(["in a call"], victim, people)));
      await untilAll(held, hold.isAt);
      const begun = Date.now();
      await Promise.all(names.map((name) => system.process(name).kill("SIGKILL")));
      await hold.release();
      const faults = await Promise.all(held.map((each) => faultsOf(each, users.get(each.point) as string)));
      const seconds = ((Date.now() - begun) / 1000).toFixed(1);
      const survived = held.filter((_, i) => faults[i]?.length === 0).map(({ point }) => point);
      console.log(`# ${victim} killed: ${survived.length} of ${held.length} turns whole after ${seconds} s`);
      assert.deepEqual(faults.flat(), []);
      assert.deepEqual(model.faults, []);
      const left = await eventually(async () => {
        const rows = await query(system, "select key from dapr.chat_state");
        return rows.length === 0 && { none: true };
      });
      assert.ok(left, "no journal is left");
      assert.deepEqual(await query(system, "select from dead_letters where topic = 'chat-messages'"), []);
    } finally {
      await hold.release();
      for (const name of names) await system.process(name).waitRunning({ timeoutMs: 90_000 });
    }
  });
