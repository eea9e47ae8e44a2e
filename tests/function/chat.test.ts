import assert from "node:assert/strict";
import { after, beforeEach, test } from "node:test";
import type { ChatReply } from "../../functions/_shared/contract/chat.ts";
import { deletedEvent, messageEvent } from "../../functions/_shared/contract/chat.ts";
import { topics } from "../../functions/_shared/contract/topics.ts";
import { newId } from "../../functions/_shared/domain/ids.ts";
import { limits as bounds } from "../../functions/_shared/domain/limits.ts";
import { loadConfig } from "../../functions/_shared/platform/config.ts";
import { type State, StateConflict } from "../../functions/_shared/platform/state.ts";
import { eraseUser } from "../../functions/_shared/store/accounts/users.ts";
import { deleteConversation, queueTurn } from "../../functions/_shared/store/chat/conversations.ts";
import { claimTurn } from "../../functions/_shared/store/chat/turns.ts";
import type { Database } from "../../functions/_shared/store/database.ts";
import { budgetSettings } from "../../functions/chat/budget.ts";
import chat from "../../functions/chat/index.ts";
import { openJournal } from "../../functions/chat/journal.ts";
import { openModel } from "../../functions/chat/model.ts";
import { runTurn, type TurnDeps } from "../../functions/chat/turn.ts";
import { eventually } from "../support/eventually.ts";
import { type ModelReply, type ModelRequest, startModel } from "../support/model-endpoint.ts";
import { startState } from "./support/state.ts";
import { openWhole } from "./support/whole.ts";
import { openWorld, received } from "./support/world.ts";

const env: Record<string, string> = {};
const world = await openWorld({ env });
world.sidecar.appId = "chat";
await openWhole(world);
const state = await startState(world.databaseUrl);
env.DAPR_HTTP_PORT = String(state.port);
const endpoint = await startModel();
after(endpoint.close);
const assistant = openModel({
  ...{ OPENAI_BASE_URL: endpoint.url, OPENAI_MODEL: "scripted" },
  ...{ CHAT_ANSWER_TOKENS: 8000, MODEL_SILENCE: 2 },
});
const never = new AbortController().signal;

let user = "";
beforeEach(async () => {
  Object.assign(endpoint, { asked: [], faults: [], aborted: 0 });
  Object.assign(world.sidecar, { published: [], check: () => undefined });
  user = await world.user();
});

/** What a turn works with; bounds are given as variables. */
const depsOf = (env: Record<string, string> = {}): TurnDeps => ({
  ...world,
  ...{ newId, state, assistant, now: () => new Date() },
  config: loadConfig({ APP_ID: "chat", DATABASE_URL: "postgres://x", ...env }, budgetSettings),
});

const limits = { conversations: 100, turns: 100, waitingTurns: 100, dailyMessages: 1000 };
/** Queues a message, and returns the turn's id. */
async function say(message: string, conversation_id = newId()): Promise<string> {
  const id = newId();
  const data = { user_id: user, conversation_id, turn_id: id };
  const event = messageEvent("api", world.now(), data);
  await world.db.transaction((tx) =>
    queueTurn(tx, { id, user_id: user, conversation_id, message }, event, limits),
  );
  return id;
}

async function turnOf(id: string) {
  const found = await world.db.query("select * from turns where id = $1", [id]);
  return found.rows[0];
}

/** Claims the turn that waits, and works on it. */
async function work(deps = depsOf(), ending = never): Promise<void> {
  const claimed = await claimTurn(world.db);
  await runTurn(deps, claimed ?? assert.fail("nothing waits"), ending);
}

/** Says something, and lets the script answer. */
async function replied(message: string, script: (request: ModelRequest) => ModelReply, deps = depsOf()) {
  endpoint.script = script;
  const id = await say(message);
  await work(deps);
  assert.deepEqual(endpoint.faults, []);
  return turnOf(id);
}

/** Keys of the person's journals in the state store. */
async function journals(): Promise<string[]> {
  const { rows } = await world.db.query("select key from dapr.chat_state where key like $1", [`%${user}%`]);
  return rows.map(({ key }) => key);
}

const titles = async () => {
  const found = await world.db.query(
    "select title from tasks where user_id = $1 and deleted_at is null order by id",
    [user],
  );
  return found.rows.map(({ title }) => title as string);
};
const pieces = (id: string): ChatReply[] =>
  world.sidecar.published
    .filter(({ topic }) => topic === topics.chatReplies)
    .map(({ event }) => event.data as ChatReply)
    .filter(({ turn_id }) => turn_id === id);
const results = ({ messages }: ModelRequest) => messages.filter(({ role }) => role === "tool");
const create = (title: string) => ({ name: "create_task", arguments: { title } });
/** Calls first, and then a text. */
const callsThen = (calls: ModelReply["calls"], text: string) => (request: ModelRequest) =>
  results(request).length > 0 ? { text } : { text: "I do that.", calls: calls ?? [] };

test("a turn calls its tools in order, and tells what it says and does as it goes", async () => {
  const turn = await replied("Add two", callsThen([create("One"), create("Two")], "Both are on the list."));
  assert.deepEqual(await titles(), ["One", "Two"]);
  assert.deepEqual([turn.state, turn.reply], ["done", "I do that.\n\nBoth are on the list."]);
  assert.deepEqual(
    turn.steps.map(({ tool, state: how, operation_ids }: never) => [tool, how, (operation_ids as []).length]),
    [
      ["create_task", "done", 1],
      ["create_task", "done", 1],
    ],
  );
  const told = pieces(turn.id);
  let shown = "";
  for (const each of told) if (each.kind === "delta") shown = shown.slice(0, each.at) + each.text;
  assert.equal(shown, turn.reply);
  assert.deepEqual(
    told.map(({ seq }) => seq),
    [...told.keys()],
  );
  assert.equal(told.at(-1)?.kind, "done");
  const origins = await world.db.query(
    "select distinct origin->>'turn_id' as turn from operations where user_id = $1",
    [user],
  );
  assert.deepEqual(origins.rows, [{ turn: turn.id }]);
});

/** A process that dies at its n-th input or output, before or after it: from then on nothing of it works. */
function mortal(
  at: number,
  when: "before" | "after",
): { deps: TurnDeps; died: () => boolean; death: Promise<void> } {
  let count = 0;
  let isDead = false;
  let die: () => void = () => undefined;
  const death = new Promise<void>((resolve) => {
    die = resolve;
  });
  const dead = new Error("dead");
  const passing = async <Result>(io: () => Promise<Result>): Promise<Result> => {
    if (isDead) throw dead;
    count += 1;
    const isLast = count === at;
    if (isLast && when === "before") isDead = true;
    if (isDead) {
      die();
      throw dead;
    }
    const result = await io();
    if (isLast) isDead = true;
    if (!isDead) return result;
    die();
    throw dead;
  };
  const whole = depsOf();
  const around = <Of extends object>(of: Of): Of =>
    new Proxy(of, {
      get:
        (target, name) =>
        (...args: never[]) =>
          passing(() => (target[name as keyof Of] as (...all: never[]) => Promise<never>)(...args)),
    });
  const deps = {
    ...whole,
    db: around<Database>(whole.db),
    state: around<State>(whole.state),
    sidecar: around(whole.sidecar),
  };
  return { deps, died: () => isDead, death };
}

test("a kill before or after any step doubles nothing and loses nothing", async () => {
  endpoint.script = callsThen([create("One"), { name: "summary", arguments: {} }, create("Two")], "Done.");
  let kills = 0;
  for (const when of ["before", "after"] as const)
    for (let at = 1; ; at++) {
      user = await world.user();
      const id = await say("Add two");
      const { deps, died, death } = mortal(at, when);
      // Nobody waits for a process that was killed: without its sidecar it would try on for the time of a turn.
      await Promise.race([work(deps), death]);
      if (!died()) break;
      kills += 1;
      await world.db.query("update turns set lease_until = now() where id = $1", [id]);
      if ((await turnOf(id)).state === "running") await work();
      const turn = await turnOf(id);
      const what = `${when} ${at}`;
      assert.deepEqual(await titles(), ["One", "Two"], what);
      assert.deepEqual([turn.state, turn.reply], ["done", "I do that.\n\nDone."], what);
      const operations = await world.db.query("select from operations where user_id = $1", [user]);
      assert.equal(operations.rowCount, 2, what);
    }
  assert.ok(kills > 30, `${kills} kills`);
});

test("two owners of one turn: the journal refuses the former", async () => {
  endpoint.script = callsThen([create("Once")], "Done.");
  const id = await say("Add one");
  const first = await claimTurn(world.db);
  // It hangs before its first step, and its lease lapses.
  await world.db.query("update turns set lease_until = now() where id = $1", [id]);
  const second = await claimTurn(world.db);
  assert.ok(first && second && second.attempt === first.attempt + 1);
  await Promise.all([runTurn(depsOf(), first, never), runTurn(depsOf(), second, never)]);
  const turn = await turnOf(id);
  assert.deepEqual([turn.state, turn.attempt], ["done", 2]);
  assert.deepEqual(await titles(), ["Once"]);
});

test("the turns of a conversation come one after the other", async () => {
  const conversation = newId();
  const [first] = [await say("One", conversation), await say("Two", conversation)];
  const claimed = await claimTurn(world.db);
  assert.equal(claimed?.id, first);
  assert.equal(await claimTurn(world.db), undefined);
  endpoint.script = () => ({ text: "Yes." });
  await runTurn(depsOf(), claimed, never);
  await work();
  assert.match(JSON.stringify(endpoint.asked.at(-1)?.messages), /"One".*"Yes\.".*"Two"/);
});

test("of one person some turns run at a time, so that others need not wait for them", async () => {
  const mine: string[] = [];
  for (let n = 0; n < bounds.runningTurns + 2; n++) mine.push(await say("Many"));
  user = await world.user();
  const other = await say("One");
  const claimed: string[] = [];
  for (let turn = await claimTurn(world.db); turn; turn = await claimTurn(world.db)) claimed.push(turn.id);
  assert.deepEqual(claimed, [...mine.slice(0, bounds.runningTurns), other]);
  // One whose process was killed has no place.
  await world.db.query("update turns set lease_until = now() where id = $1", [mine[0]]);
  assert.equal((await claimTurn(world.db))?.id, mine[0]);
  assert.equal(await claimTurn(world.db), undefined);
  await world.db.query("update turns set state = 'done', ended_at = now() where id = $1", [mine[1]]);
  assert.equal((await claimTurn(world.db))?.id, mine[bounds.runningTurns]);
  await world.db.query("delete from turns where state in ('queued', 'running')");
});

test("arguments that are no JSON, an unknown tool and an unknown key are errors that the model reads", async () => {
  const wrong = [
    { name: "create_task", arguments: '{"title": "Half' },
    { name: "confirm_plan", arguments: {} },
    { name: "create_task", arguments: { title: "Sly", user_id: newId(), confirmed: true } },
  ];
  const turn = await replied("Add", (request) =>
    results(request).length > 0 ? { text: "That did not work." } : { calls: wrong },
  );
  assert.equal(turn.state, "done");
  assert.deepEqual(
    turn.steps.map(({ state: how }: { state: string }) => how),
    ["failed", "failed", "failed"],
  );
  assert.deepEqual(await titles(), []);
});

test("whatever a model says can be stored, and a turn that no attempt could end is given up", async () => {
  const hostile = "a\0b\ud800c";
  const turn = await replied("Search", ({ messages }) =>
    messages.at(-1)?.role === "tool"
      ? { text: hostile, piece: 100 }
      : { calls: [{ name: "search_tasks", arguments: { query: hostile } }] },
  );
  assert.deepEqual([turn.state, turn.reply], ["done", "ab\ufffdc"]);
  const id = await say("Again");
  await world.db.query("update turns set attempt = 30 where id = $1", [id]);
  await work();
  const given = await turnOf(id);
  assert.deepEqual([given.state, given.problem.code], ["failed", "internal"]);
});

test("a summary reads no more than its share, and nothing once the tokens of the day are used", async () => {
  const conversation = newId();
  for (let n = 0; n < 40; n += 1) {
    const id = await say("x".repeat(4000), conversation);
    await world.db.query("update turns set state = 'done', reply = 'y' where id = $1", [id]);
  }
  endpoint.script = () => ({ text: "Fine.", tokens: 100 });
  await say("And now?", conversation);
  await work();
  const sizes = endpoint.asked.map(({ messages }) => JSON.stringify(messages).length);
  assert.ok(sizes.length === 2 && Math.max(...sizes) < 90_000, `${sizes}`);
  endpoint.asked = [];
  for (let n = 0; n < 40; n += 1) {
    const id = await say("x".repeat(4000), conversation);
    await world.db.query("update turns set state = 'done', reply = 'y' where id = $1", [id]);
  }
  await say("And now?", conversation);
  await work(depsOf({ CHAT_DAY_TOKENS: "100" }));
  assert.deepEqual(endpoint.asked, []);
});

test("a model that only calls wrongly is ended with a plain sentence", async () => {
  const turn = await replied("Add", () => ({ calls: [{ name: "nonsense", arguments: "{" }] }));
  assert.deepEqual([turn.state, turn.problem.code], ["failed", "confused"]);
  assert.match(turn.problem.text, /other words/);
});

test("an answer that breaks off is asked for again, and what was shown of it is taken back", async () => {
  let n = 0;
  const turn = await replied("Hello", () =>
    n++ === 0 ? { text: "Broken off he", end: "cut" } : { text: "Whole." },
  );
  assert.deepEqual([turn.state, turn.reply], ["done", "Whole."]);
  let shown = "";
  for (const each of pieces(turn.id)) if (each.kind === "delta") shown = shown.slice(0, each.at) + each.text;
  assert.equal(shown, "Whole.");
});

test("a short Retry-After is waited for, a long one ends the turn with a plain sentence", async () => {
  let n = 0;
  const busy = (seconds: string): ModelReply => ({
    status: 429,
    headers: { "Retry-After": seconds },
    body: "{}",
  });
  assert.equal((await replied("Hello", () => (n++ === 0 ? busy("0") : { text: "Hi." }))).reply, "Hi.");
  const turn = await replied("Hello", () => busy("600"));
  assert.deepEqual([turn.state, turn.problem.code], ["failed", "rate-limited"]);
});

test("a turn has bounds of answers, calls and tokens, and ends with an answer without tools", async () => {
  const endless = (request: ModelRequest): ModelReply =>
    request.tools
      ? { calls: [{ name: "summary", arguments: {} }], tokens: 100 }
      : { text: "Enough.", tokens: 100 };
  for (const [env, asked] of [
    [{ CHAT_MODEL_CALLS: "3" }, 3],
    [{ CHAT_TOOL_CALLS: "1" }, 2],
    [{ CHAT_TURN_TOKENS: "150" }, 3],
  ] as const) {
    endpoint.asked = [];
    const turn = await replied("Again and again", endless, depsOf(env));
    assert.deepEqual([turn.reply, endpoint.asked.length], ["Enough.", asked], JSON.stringify(env));
  }
});

test("calls beyond the bound of one turn are not executed", async () => {
  const many = Array.from({ length: 5 }, (_, i) => create(`Task ${i}`));
  const turn = await replied("Add", callsThen(many, "Some."), depsOf({ CHAT_TOOL_CALLS: "3" }));
  assert.deepEqual(await titles(), ["Task 0", "Task 1", "Task 2"]);
  assert.equal(turn.steps.filter(({ state: how }: { state: string }) => how === "failed").length, 2);
});

test("the tokens of a day end, also for other conversations", async () => {
  const deps = depsOf({ CHAT_DAY_TOKENS: "100" });
  assert.equal((await replied("One", () => ({ text: "Yes.", tokens: 100 }), deps)).state, "done");
  const turn = await replied("Two", () => ({ text: "Yes." }), deps);
  assert.deepEqual([turn.state, turn.problem.code], ["failed", "day-limit"]);
});

test("a turn that takes too long is ended", async () => {
  const turn = await replied(
    "Slow",
    () => ({ text: "Very long ".repeat(50), pause: 30 }),
    depsOf({ CHAT_TURN_SECONDS: "1" }),
  );
  assert.deepEqual([turn.state, turn.problem.code], ["failed", "out-of-time"]);
  assert.ok(turn.reply.length > 0, "what was said stays");
});

test("a turn that is stopped ends with what was said, and closes the stream", async () => {
  endpoint.script = () => ({ text: "Word ".repeat(400), pause: 20 });
  const id = await say("Talk");
  const working = work();
  await eventually(async () => (await turnOf(id)).reply.length > 0, { what: "some text" });
  await world.db.query("update turns set stop = true where id = $1", [id]);
  await working;
  const turn = await turnOf(id);
  assert.deepEqual([turn.state, pieces(id).at(-1)?.kind], ["stopped", "stopped"]);
  assert.ok(turn.reply.length > 0 && turn.reply.length < 2000);
  await eventually(() => endpoint.aborted === 1);
});

test("a conversation that is deleted in mid-reply ends its turn, and leaves nothing", async () => {
  endpoint.script = () => ({ text: "Word ".repeat(400), pause: 20 });
  const id = await say("Talk");
  const working = work();
  await eventually(async () => (await turnOf(id)).reply.length > 0);
  await world.db.query("delete from conversations where user_id = $1", [user]);
  await working;
  assert.equal(await turnOf(id), undefined);
  assert.deepEqual(await journals(), []);
});

test("a conversation or an account that is deleted takes the journals with it that killed processes have left", async () => {
  const opened = world.open(chat);
  for (const remove of [
    async (conversation: string) => (await deleteConversation(world.db, user, conversation)) ?? [],
    () => world.db.transaction((tx) => eraseUser(tx, user)),
  ]) {
    user = await world.user();
    const conversation = newId();
    await say("Talk", conversation);
    const claimed = (await claimTurn(world.db)) ?? assert.fail("nothing waits");
    const journal = await openJournal(state, claimed);
    await say("Not claimed yet", conversation);
    assert.equal((await journals()).length, 1);
    const turns = await remove(conversation);
    assert.deepEqual(
      turns.map(({ turn_id }) => turn_id),
      [claimed.id],
    );
    for (const turn of turns) {
      const { event } = deletedEvent("api", world.now(), turn);
      // It may come twice.
      for (const _ of [1, 2]) await opened.on["chat-messages"](received(topics.chatMessages, event));
    }
    assert.deepEqual(await journals(), []);
    // A process that was only slow writes none again.
    await assert.rejects(journal.write({ spent: 1 }), StateConflict);
    await runTurn(depsOf(), claimed, never);
    assert.deepEqual(await journals(), []);
  }
});

test("a process that ends releases its turn after the step, and its successor goes on", async () => {
  const ending = new AbortController();
  endpoint.script = (request) => {
    ending.abort();
    return callsThen([create("Once")], "Done.")(request);
  };
  const id = await say("Add one");
  await work(depsOf(), ending.signal);
  assert.equal((await turnOf(id)).state, "running");
  await work();
  assert.deepEqual([(await turnOf(id)).state, await titles()], ["done", ["Once"]]);
  // The answer that was journalled is not asked for again.
  assert.equal(endpoint.asked.length, 2);
});

test("a long conversation is summarised from what was said, and its summary told as data", async () => {
  const conversation = newId();
  endpoint.script = ({ tools, messages }) =>
    !tools && /Summarise/.test(messages[0]?.content ?? "")
      ? { text: "They spoke of milk." }
      : { text: "Yes." };
  for (let n = 1; n <= 12; n++) {
    await say(`Message ${n}`, conversation);
    await work();
  }
  const { messages = [] } = endpoint.asked.at(-1) ?? {};
  const told = JSON.stringify(messages);
  assert.match(told, /They spoke of milk/);
  assert.ok(!told.includes('"Message 2"') && told.includes('"Message 11"'));
  assert.ok(messages.every(({ role, content }) => role !== "system" || !content?.includes("milk")));
});

test("the function answers what waits when it is woken", async () => {
  const opened = world.open(chat);
  assert.ok(opened.on["chat-messages"] && opened.onDrain);
});
