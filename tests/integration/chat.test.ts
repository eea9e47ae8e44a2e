import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import type { ChatReply } from "../../functions/_shared/contract/chat.ts";
import { openDatabase } from "../../functions/_shared/store/database.ts";
import { newPerson } from "../support/client.ts";
import { connect, type Device } from "../support/device.ts";
import { environment } from "../support/environment.ts";
import { eventually } from "../support/eventually.ts";
import { type ModelEndpoint, startModel } from "../support/model-endpoint.ts";
import { asked, callsThen, ended, resultsOf, say, turnNow } from "../support/talk.ts";

const { url } = environment;
const db = openDatabase(environment.databaseUrl, { max: 2 });
let model: ModelEndpoint;
before(async () => {
  model = await startModel(environment.modelPort);
});
after(async () => {
  await db.close();
  await model?.close();
});
beforeEach(() => {
  Object.assign(model, { asked: [], faults: [], aborted: 0 });
});

type Piece = Omit<Extract<ChatReply, { kind: "delta" }>, "kind" | "user_id"> & { kind: ChatReply["kind"] };
const pieces = (device: Device, turn: string): Piece[] =>
  device.messages
    .filter(({ type }) => type === "chat")
    .map((message) => message as never as Piece)
    .filter(({ turn_id }) => turn_id === turn);

/** What a device shows that has only what it was sent. */
function shownOf(all: Piece[]): string {
  let shown = "";
  for (const { kind, at, text } of all) if (kind === "delta") shown = shown.slice(0, at) + text;
  return shown;
}

const create = (title: string) => ({ name: "create_task", arguments: { title } });

test("a message gets its reply in pieces on the devices, and its tasks; the journal is removed", async () => {
  const person = await newPerson(url, { time_zone: "Europe/Berlin" });
  const device = await connect(url, person.token);
  const call = { name: "create_task", arguments: { title: "Milk", due: { date: "2030-01-07" } } };
  const text = "Milk and bread are on the list. ".repeat(4);
  model.script = (request) => ({ ...callsThen([call, create("Bread")], text)(request), pause: 20 });
  const turn = await say(person, "Milk on 7 January 2030, and bread");
  await eventually(() => pieces(device, turn.id).at(-1)?.kind === "done", { what: "the end on the device" });
  const done = await ended(person, turn);
  assert.deepEqual([done.state, done.reply, done.problem], ["done", `I do that.\n\n${text}`, null]);
  const told = pieces(device, turn.id);
  assert.equal(shownOf(told), done.reply);
  assert.ok(told.filter(({ kind }) => kind === "delta").length > 3, "it came in pieces");
  const tasks = await person.tasks();
  assert.deepEqual(tasks.map(({ title }) => title).sort(), ["Bread", "Milk"]);
  await eventually(() => device.changes().length === 2, { what: "the tasks on the device" });
  assert.deepEqual(
    done.steps.map(({ tool, state, operation_ids }) => [tool, state, operation_ids.length]),
    [
      ["create_task", "done", 1],
      ["create_task", "done", 1],
    ],
  );
  const history = await person.call("GET", `/v1/tasks/${tasks[0]?.id}/history`);
  const [entry] = history.body.results;
  assert.deepEqual([entry.actor, entry.origin.turn_id], ["assistant", turn.id]);
  await eventually(async () => {
    const { rows } = await db.query("select from dapr.chat_state where key like $1", [`%${turn.id}%`]);
    return rows.length === 0;
  });
  assert.deepEqual(model.faults, []);
  device.close();
});

test("two people at the same time never see each other's words, streams or tasks", async () => {
  const people = await Promise.all(
    ["anna", "ben"].map(async (name) => {
      const person = await newPerson(url);
      return { name, person, device: await connect(url, person.token) };
    }),
  );
  model.script = (request) => {
    const name = asked(request).split(" ")[0] as string;
    const reply = callsThen([create(`task of ${name}`)], `A secret of ${name}. `.repeat(10))(request);
    return { ...reply, pause: 5 };
  };
  await Promise.all(
    people.map(async ({ name, person }) => {
      const first = await ended(person, await say(person, `${name} says a word`));
      await ended(person, await say(person, `${name} goes on`, first.conversation_id));
    }),
  );
  for (const { name, person, device } of people) {
    const other = name === "anna" ? "ben" : "anna";
    const conversations = await person.call("GET", "/v1/chat");
    const all = [device.messages, await person.tasks(), conversations.body];
    assert.match(JSON.stringify(all), new RegExp(name));
    assert.doesNotMatch(JSON.stringify(all), new RegExp(other));
    device.close();
  }
  for (const { messages } of model.asked) {
    const words = JSON.stringify(messages);
    assert.ok(!(words.includes("anna") && words.includes("ben")), "one request holds one person's words");
  }
});

test("a reply is stopped: what was said and done stays, and the model is left", async () => {
  const person = await newPerson(url);
  model.script = (request) =>
    resultsOf(request).length > 0
      ? { text: "Word ".repeat(2000), pause: 20 }
      : { calls: [create("Before the stop")] };
  const turn = await say(person, "Talk without end");
  await eventually(async () => (await turnNow(person, turn)).reply.length > 0, { what: "some text" });
  const stop = `/v1/chat/${turn.conversation_id}/turns/${turn.id}/stop`;
  assert.equal((await person.call("POST", stop)).status, 200);
  const stopped = await ended(person, turn);
  assert.equal(stopped.state, "stopped");
  assert.ok(stopped.reply.length > 0 && stopped.reply.length < 5000, `${stopped.reply.length}`);
  assert.deepEqual(
    (await person.tasks()).map(({ title }) => title),
    ["Before the stop"],
  );
  await eventually(() => model.aborted === 1, { what: "the end of the stream" });
});

test("what a turn may not do by itself waits as a plan, which the person confirms", async () => {
  const person = await newPerson(url);
  const task = await person.create({ title: "Old" });
  const call = { name: "delete_task", arguments: { task_id: task.id, version: task.version } };
  model.script = callsThen([call], "A plan waits.");
  const turn = await ended(person, await say(person, "Delete Old"));
  const plan = turn.steps[0]?.plan_id ?? assert.fail(JSON.stringify(turn.steps));
  assert.equal((await person.tasks()).length, 1);
  assert.equal((await person.call("POST", `/v1/plans/${plan}/confirm`)).body.status, "confirmed");
  assert.deepEqual(await person.tasks(), []);
});

test("a turn is undone as a whole", async () => {
  const person = await newPerson(url);
  const task = await person.create({ title: "As it was", tags: ["a"] });
  const on = { task_id: task.id, version: task.version };
  const edit = { name: "edit_task", arguments: { ...on, title: "Changed", tags: [] } };
  const complete = { name: "complete_task", arguments: { ...on, version: task.version + 1 } };
  model.script = callsThen([edit, complete, create("New")], "Done.");
  const turn = await ended(person, await say(person, "Change it, complete it, and add another"));
  assert.deepEqual(
    turn.steps.map(({ state }) => state),
    ["done", "done", "done"],
  );
  assert.equal((await person.tasks("&status=open")).map(({ title }) => title).join(), "New");
  const undone = await person.call("POST", `/v1/turns/${turn.id}/undo`);
  const results = (undone.body.results as { status: string }[]).map(({ status }) => status);
  assert.deepEqual([undone.status, ...new Set(results)], [200, "undone"]);
  const left = await person.tasks();
  const { title, tags, status } = task;
  assert.deepEqual(
    left.map((each) => [each.title, each.tags, each.status]),
    [[title, tags, status]],
  );
});

test("a model that cannot be reached is a plain sentence in the person's language, and the next turn works", async () => {
  const [english, german] = [await newPerson(url), await newPerson(url, { language: "de" })];
  model.script = () => {
    throw new Error("the connection is cut before an answer");
  };
  const [one, other] = await Promise.all(
    [english, german].map(async (person) => ended(person, await say(person, "Hello"))),
  );
  assert.deepEqual(
    [one?.state, one?.problem?.code, other?.problem?.code],
    ["failed", "unreachable", "unreachable"],
  );
  assert.match(String(one?.problem?.text), /cannot be reached/);
  assert.match(String(other?.problem?.text), /nicht erreichbar/);
  model.script = () => ({ text: "Hello." });
  const next = await ended(english, await say(english, "Hello again", one?.conversation_id));
  assert.equal(next.reply, "Hello.");
});
