import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { messageEvent } from "../../functions/_shared/contract/chat.ts";
import { newId } from "../../functions/_shared/domain/ids.ts";
import { loadConfig } from "../../functions/_shared/platform/config.ts";
import { queueTurn } from "../../functions/_shared/store/chat/conversations.ts";
import { claimTurn } from "../../functions/_shared/store/chat/turns.ts";
import { budgetSettings } from "../../functions/chat/budget.ts";
import { openGrammar } from "../../functions/chat/grammar/index.ts";
import { runTurn, type TurnDeps } from "../../functions/chat/turn.ts";
import { startState } from "./support/state.ts";
import { openWhole } from "./support/whole.ts";
import { openWorld } from "./support/world.ts";

const world = await openWorld();
world.sidecar.appId = "chat";
const whole = await openWhole(world);
const state = await startState(world.databaseUrl);
const deps: TurnDeps = {
  ...world,
  ...{ newId, state, assistant: openGrammar(), now: () => new Date("2026-10-14T08:00:00Z") },
  config: loadConfig({ APP_ID: "chat", DATABASE_URL: "postgres://x" }, budgetSettings),
};
const never = new AbortController().signal;

let user = "";
let conversation = "";
beforeEach(async () => {
  user = await world.user();
  conversation = newId();
});

/** Says something in the conversation, and returns the turn with its reply. */
async function say(message: string) {
  const id = newId();
  const data = { user_id: user, conversation_id: conversation, turn_id: id };
  const turn = { id, user_id: user, conversation_id: conversation, message };
  await world.db.transaction((tx) =>
    queueTurn(tx, turn, messageEvent("api", world.now(), data), {
      ...{ conversations: 100, turns: 100, waitingTurns: 100, dailyMessages: 1000 },
    }),
  );
  await runTurn(deps, (await claimTurn(world.db)) ?? assert.fail("nothing waits"), never);
  await whole.idle();
  const found = await world.db.query("select * from turns where id = $1", [id]);
  assert.equal(found.rows[0].state, "done", JSON.stringify(found.rows[0]));
  return found.rows[0] as { reply: string; steps: { tool: string; plan_id?: string }[] };
}

/** The person's tasks that are not in the trash. */
async function tasks() {
  const found = await world.db.query(
    "select title, status, due from tasks where user_id = $1 and deleted_at is null order by id",
    [user],
  );
  return found.rows.map(({ title, status, due }) => [title, status, due?.date ?? null, due?.time ?? null]);
}

test("the everyday works without a model, which is said once", async () => {
  const first = await say("Add call Anna tomorrow at 9am");
  assert.match(
    first.reply,
    /^Added “call Anna”, due Thursday,? 15 October 2026, 09:00\.\n\nNo model is set up/,
  );
  await say("Add call Bert on Friday");
  assert.match(
    (await say("What is due this week?")).reply,
    /^2 tasks are due this week:\n1\. call Anna \(.*09:00\)\n2/,
  );
  const moved = await say("Move call Anna to Monday");
  assert.doesNotMatch(moved.reply, /No model/);
  assert.match(moved.reply, /Monday,? 19 October 2026, 09:00/, "its time stays");
  await say("Complete call Bert");
  assert.deepEqual(await tasks(), [
    ["call Anna", "open", "2026-10-19", "09:00"],
    ["call Bert", "done", "2026-10-16", null],
  ]);
  assert.match((await say("undo")).reply, /^Undone/);
  assert.match((await say("undo")).reply, /^Undone/);
  assert.deepEqual(await tasks(), [
    ["call Anna", "open", "2026-10-15", "09:00"],
    ["call Bert", "open", "2026-10-16", null],
  ]);
});

test("where several can be meant it asks, and the answer is a number", async () => {
  await say("Add water the roses");
  await say("Add water the lawn");
  const which = await say("Complete water");
  assert.match(which.reply, /^Which one is “water”\?.*\n1\. water .*\n2\. water /s);
  assert.ok((await tasks()).every(([, status]) => status === "open"));
  const second = /2\. (.*)/.exec(which.reply)?.[1];
  assert.match((await say("the second one")).reply, new RegExp(`^Completed “${second}”`));
  assert.deepEqual(
    (await tasks()).filter(([, status]) => status === "done").map(([title]) => title),
    [second],
  );
  assert.match((await say("1")).reply, /I do not know which one/);
});

test("a deletion waits for the person, and what is not there changes nothing", async () => {
  await say("Neue Aufgabe: alte Notizen");
  const { reply, steps } = await say("Lösche alte Notizen");
  assert.match(reply, /needs your confirmation/);
  assert.ok(steps.at(-1)?.plan_id);
  assert.deepEqual(await tasks(), [["alte Notizen", "open", null, null]]);
  assert.match((await say("Complete the spaceship")).reply, /no task that matches “spaceship”/);
  assert.match((await say("Milk and eggs")).reply, /I changed nothing/);
  assert.equal((await tasks()).length, 1);
});

test("it replies in the person's language", async () => {
  await world.db.query("update users set language = 'de' where id = $1", [user]);
  assert.match(
    (await say("Neue Aufgabe: Milch morgen")).reply,
    /^„Milch“ ist angelegt, fällig Donnerstag, 15\. Oktober 2026/,
  );
  assert.match((await say("Was steht morgen an?")).reply, /^Eine Aufgabe ist morgen fällig:\n1\. Milch/);
});
