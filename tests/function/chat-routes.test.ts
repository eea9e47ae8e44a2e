import assert from "node:assert/strict";
import { test } from "node:test";
import type { ChatReply } from "../../functions/_shared/contract/chat.ts";
import { replyEvent } from "../../functions/_shared/contract/chat.ts";
import { eventTypes } from "../../functions/_shared/contract/schemas.ts";
import { topics } from "../../functions/_shared/contract/topics.ts";
import { newId } from "../../functions/_shared/domain/ids.ts";
import { limits } from "../../functions/_shared/domain/limits.ts";
import api from "../../functions/api/index.ts";
import sync from "../../functions/sync/index.ts";
import { call } from "../support/client.ts";
import { connect } from "../support/device.ts";
import { eventually } from "../support/eventually.ts";
import { openWorld, received } from "./support/world.ts";

const world = await openWorld();
// Tokens are valid for 15 minutes of the real clock.
world.at(new Date().toISOString());
const url = await world.serve(world.open(api));

/** A new person, who calls the api. */
async function person() {
  const id = await world.user();
  const token = await world.token(id);
  const ask = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    call(url, method, path, { body, headers: { authorization: `Bearer ${token}`, ...headers } });
  const say = (conversation: string, text: string, key?: string) =>
    ask("POST", `/v1/chat/${conversation}/messages`, { text }, key ? { "idempotency-key": key } : {});
  return { id, token, ask, say };
}

const ended = (id: string) =>
  world.db.query("update turns set state = 'done', ended_at = now() where id = $1", [id]);

test("a message is kept with its event, and the same key says it once", async () => {
  const { id: user_id, say, ask } = await person();
  const conversation = newId();
  world.sidecar.published = [];
  const { status, body } = await say(conversation, "  Buy milk tomorrow ", "k");
  assert.deepEqual([status, body.message, body.state, body.n], [202, "Buy milk tomorrow", "queued", 1]);
  await eventually(() => world.sidecar.published.length > 0);
  const [event] = world.sidecar.take(topics.chatMessages);
  const { data } = received(topics.chatMessages, event ?? assert.fail());
  assert.deepEqual(data, { user_id, conversation_id: conversation, turn_id: body.id });
  assert.equal((await say(conversation, "Buy milk tomorrow", "k")).body.id, body.id);
  assert.equal((await say(conversation, "Something else", "k")).body.code, "idempotency-key-reused");
  const shown = (await ask("GET", `/v1/chat/${conversation}`)).body;
  assert.deepEqual([shown.title, shown.turns.length, shown.before], ["Buy milk tomorrow", 1, null]);
  assert.deepEqual((await ask("GET", "/v1/chat")).body.results.length, 1);
});

test("a message that waits is stopped at once, one that runs is asked to, and one that ended stays", async () => {
  const { say, ask } = await person();
  const conversation = newId();
  const stop = async (id: string) =>
    (await ask("POST", `/v1/chat/${conversation}/turns/${id}/stop`)).body.state as string;
  const waiting = (await say(conversation, "One")).body.id;
  assert.equal(await stop(waiting), "stopped");
  const running = (await say(conversation, "Two")).body.id;
  await world.db.query("update turns set state = 'running' where id = $1", [running]);
  assert.equal(await stop(running), "running");
  const { rows } = await world.db.query("select stop from turns where id = $1", [running]);
  assert.deepEqual(rows, [{ stop: true }]);
  await ended(running);
  assert.equal(await stop(running), "done");
});

test("nobody reads, continues, stops or deletes another's conversation", async () => {
  const [one, other] = [await person(), await person()];
  const conversation = newId();
  const { body } = await one.say(conversation, "Mine");
  const path = `/v1/chat/${conversation}`;
  const tries = [
    other.ask("GET", path),
    other.say(conversation, "Yours?"),
    other.ask("POST", `${path}/turns/${body.id}/stop`),
    other.ask("DELETE", path),
  ];
  assert.deepEqual(
    (await Promise.all(tries)).map(({ status }) => status),
    [404, 404, 404, 404],
  );
  assert.deepEqual((await other.ask("GET", "/v1/chat")).body.results, []);
  assert.equal((await one.ask("GET", path)).body.turns.length, 1);
});

test("messages are limited while others wait for their reply", async () => {
  const { say } = await person();
  const sent = [];
  for (let n = 0; n <= limits.waitingTurns; n++) sent.push((await say(newId(), "Again")).status);
  assert.deepEqual(sent, [...Array(limits.waitingTurns).fill(202), 429]);
});

test("messages of a day are limited, also when their conversations are deleted, and tomorrow is another day", async () => {
  const { id, say, ask } = await person();
  const conversation = newId();
  assert.equal((await say(conversation, "One")).status, 202);
  const used = async (set: string) => {
    const { rows } = await world.db.query(
      `update chat_usage set ${set} where user_id = $1 returning messages`,
      [id],
    );
    return rows;
  };
  assert.deepEqual(await used("messages = messages"), [{ messages: 1 }]);
  await used(`messages = ${limits.dailyMessages - 1}`);
  assert.equal((await say(newId(), "The last")).status, 202);
  assert.equal((await ask("DELETE", `/v1/chat/${conversation}`)).status, 204);
  const refused = await say(newId(), "One too many");
  assert.deepEqual([refused.status, refused.body.code], [409, "limit-reached"]);
  await used("day = day - 1");
  assert.equal((await say(newId(), "Good morning")).status, 202);
});

test("a long conversation is read in pages, backwards", async () => {
  const { say, ask } = await person();
  const conversation = newId();
  for (const text of ["1", "2", "3"]) await ended((await say(conversation, text)).body.id);
  const page = async (query: string) => {
    const { turns, before } = (await ask("GET", `/v1/chat/${conversation}?limit=2${query}`)).body;
    return [turns.map(({ message }: { message: string }) => message), before];
  };
  assert.deepEqual(await page(""), [["2", "3"], 2]);
  assert.deepEqual(await page("&before=2"), [["1"], null]);
});

test("conversations are in the export, are deleted whole, and with the account", async () => {
  const { id, say, ask } = await person();
  const [kept, deleted] = [newId(), newId()];
  await say(kept, "Keep this");
  await say(deleted, "Forget this");
  // A process has claimed it, and may have left a journal.
  const { rows: turns } = await world.db.query(
    "update turns set state = 'running', attempt = 1 where conversation_id = $1 returning id",
    [deleted],
  );
  await eventually(() => world.sidecar.published.length > 1);
  world.sidecar.published = [];
  assert.equal((await ask("DELETE", `/v1/chat/${deleted}`)).status, 204);
  await eventually(() => world.sidecar.published.length > 0);
  assert.deepEqual(
    world.sidecar.take(topics.chatMessages).map(({ type, data }) => [type, data]),
    [[eventTypes.chat.deleted, { user_id: id, conversation_id: deleted, turn_id: turns[0]?.id }]],
  );
  const { body } = await ask("GET", "/v1/export");
  assert.deepEqual(
    body.chat.map(({ message }: { message: string }) => message),
    ["Keep this"],
  );
  await world.db.query("delete from users where id = $1", [id]);
  const { rows } = await world.db.query(
    "select (select count(*) from turns where user_id = $1) + (select count(*) from conversations where user_id = $1) as left",
    [id],
  );
  assert.deepEqual(rows, [{ left: 0 }]);
});

test("a device gets its person's replies, and nobody else's", async () => {
  const [one, other] = [await person(), await person()];
  const opened = world.open(sync);
  const feed = await world.serve(opened);
  const [mine, others] = [await connect(feed, one.token), await connect(feed, other.token)];
  const piece = (user_id: string, text: string): ChatReply => ({
    ...{
      user_id,
      conversation_id: newId(),
      turn_id: newId(),
      kind: "delta",
      attempt: 1,
      seq: 0,
      at: 0,
      text,
    },
  });
  for (const { id } of [one, other]) {
    const { event } = replyEvent(world.now(), piece(id, `for ${id}`));
    await opened.on["chat-replies"](received(topics.chatReplies, event));
  }
  const said = (device: typeof mine) =>
    device.messages.filter(({ type }) => type === "chat").map((each) => (each as { text?: string }).text);
  await eventually(() => said(mine).length > 0 && said(others).length > 0);
  assert.deepEqual([said(mine), said(others)], [[`for ${one.id}`], [`for ${other.id}`]]);
  assert.ok(!("user_id" in (mine.messages.at(-1) as object)));
  for (const each of [mine, others]) each.close();
});
