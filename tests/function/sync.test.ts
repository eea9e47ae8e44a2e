import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout } from "node:timers/promises";
import type { SyncMessage } from "../../functions/_shared/contract/outward.ts";
import type { Problem } from "../../functions/_shared/contract/problems.ts";
import { type CommandTopic, topics } from "../../functions/_shared/contract/topics.ts";
import { newId } from "../../functions/_shared/domain/ids.ts";
import { ImportedTask } from "../../functions/_shared/domain/task/task.ts";
import type { Deps } from "../../functions/_shared/platform/deps.ts";
import { endSessionById } from "../../functions/_shared/store/accounts/sessions.ts";
import { changesSince } from "../../functions/_shared/store/tasks/changes.ts";
import createTask from "../../functions/create-task/index.ts";
import deleteTask from "../../functions/delete-task/index.ts";
import purgeTask from "../../functions/purge-task/index.ts";
import { openFeeds } from "../../functions/sync/feeds.ts";
import sync from "../../functions/sync/index.ts";
import updateTask from "../../functions/update-task/index.ts";
import { connect } from "../support/device.ts";
import { eventually } from "../support/eventually.ts";
import { type CommandFunction, commandOf, openWorld, received } from "./support/world.ts";

const world = await openWorld();
// Tokens are valid for 15 minutes of the real clock.
world.at(new Date().toISOString());
const opened = world.open(sync);
const receive = opened.on["task-updates"];
const url = await world.serve(opened);

/** The update of a task that is created now; no device has received it yet. */
const created = (user: string, title: string, notes = "") =>
  run(createTask, user, { task: ImportedTask.parse({ title, notes }) });

/** The update of a command that is carried out now; no device has received it yet. */
async function run<T extends CommandTopic>(fn: CommandFunction<T>, user: string, args: object) {
  const topic = fn.name as T;
  world.sidecar.published = [];
  await world.open(fn).on[topic](commandOf(world, topic, user, args as never));
  const [event] = world.sidecar.take(topics.taskUpdates);
  return received(topics.taskUpdates, event ?? assert.fail());
}

const device = async (user: string, since?: number) => connect(url, await world.token(user), since);
type Connected = Awaited<ReturnType<typeof device>>;
const titles = ({ changes }: Connected) => changes().map(({ task }) => task.title);
/** Waits until a device has received so many changes, and returns their titles. */
async function told(of: Connected, count: number): Promise<string[]> {
  await eventually(() => titles(of).length >= count, { what: `${count} changes` });
  return titles(of);
}

test("a device is told of each change in order and once, in whatever order the updates come", async () => {
  const user = await world.user();
  const connected = await device(user);
  assert.deepEqual(connected.messages[0]?.type, "hello");
  const [one, two, three] = [await created(user, "1"), await created(user, "2"), await created(user, "3")];
  // The third comes first: the gap is filled from the database, and later updates are known already.
  for (const update of [three, one, two, three]) await receive(update);
  const four = await created(user, "4");
  await receive(four);
  assert.deepEqual(await told(connected, 4), ["1", "2", "3", "4"]);
  connected.close();
});

test("a task that its update leaves out for its long notes reaches the device whole and in order", async () => {
  const user = await world.user();
  const connected = await device(user);
  const notes = "n".repeat(3000);
  const updates = [await created(user, "1"), await created(user, "2", notes), await created(user, "3")];
  assert.equal(updates[1]?.data.task_data, null);
  for (const update of updates) await receive(update);
  assert.deepEqual(await told(connected, 3), ["1", "2", "3"]);
  assert.equal(connected.changes()[1]?.task.notes, notes);
  connected.close();
});

test("a purge beside a change with long notes reaches a connected device as a change, with no reset", async () => {
  const user = await world.user();
  const [kept, purged] = [await created(user, "Kept"), await created(user, "Purged")];
  const connected = await device(user);
  const sent = [
    await run(updateTask, user, {
      task_id: kept.data.task_id,
      version: 1,
      patch: { notes: "n".repeat(3000) },
    }),
    await run(deleteTask, user, { task_id: purged.data.task_id, version: 1 }),
    await run(purgeTask, user, { task_id: purged.data.task_id, version: 2 }),
  ];
  // All is in the database before the first update comes.
  for (const update of sent) await receive(update);
  await told(connected, 2);
  assert.deepEqual(
    connected.messages.map(({ type }) => type),
    ["hello", "change", "change", "change"],
  );
  assert.deepEqual(connected.changes().at(-1)?.operation, "purged");
  connected.close();
});

test("all changes are loaded at one instant: none is passed over by a purge in between", async () => {
  const user = await world.user();
  const { data } = await created(user, "Purged meanwhile");
  await run(deleteTask, user, { task_id: data.task_id, version: 1 });
  let isPurged = false;
  const query: typeof world.db.query = async (...asked: Parameters<typeof world.db.query>) => {
    const answer = await world.db.query(...asked);
    if (!isPurged) await run(purgeTask, user, { task_id: data.task_id, version: 2 });
    isPurged = true;
    return answer as never;
  };
  const loaded = await changesSince({ query }, user, 0, 100);
  const goesOn = await changesSince(world.db, user, loaded?.next_cursor ?? assert.fail(), 100);
  assert.ok(loaded?.results.length === 0 || goesOn === undefined, "the purged task stays on the device");
});

test("a device that was away goes on from its cursor, and one with a cursor from nowhere loads everything", async () => {
  const user = await world.user();
  for (const title of ["Seen", "Missed"]) await created(user, title);
  const back = await device(user, 1);
  assert.deepEqual(await told(back, 1), ["Missed"]);
  const lost = await device(user, 999);
  await eventually(() => lost.messages.some(({ type }) => type === "reset"));
  await receive(await created(user, "New"));
  assert.deepEqual(await told(lost, 1), ["New"], "and goes on from there");
  for (const each of [back, lost]) each.close();
});

test("a reminder of a task with long notes has the task", async () => {
  const user = await world.user();
  const connected = await device(user);
  const notes = "n".repeat(3000);
  const { id, data } = await created(user, "Long", notes);
  await receive({ id, data: { ...data, operation: "reminded" } } as never);
  const reminder = await eventually(() => connected.messages.find(({ type }) => type === "reminder"));
  assert.equal(reminder.task.notes, notes);
  connected.close();
});

test("a reminder that came is told at once, and is no change", async () => {
  const user = await world.user();
  const connected = await device(user);
  const update = await created(user, "Ring");
  await receive(update);
  const id = newId();
  await receive({ ...update, id, data: { ...update.data, operation: "reminded" } });
  const [reminder] = await eventually(() => {
    const all = connected.messages.filter(({ type }) => type === "reminder");
    return all.length > 0 ? all : undefined;
  });
  assert.deepEqual(reminder?.task.title, "Ring");
  assert.deepEqual(titles(connected), ["Ring"]);
  connected.close();
});

test("a device receives only its own user's changes, and no device connects without a valid token", async () => {
  const [user, other] = [await world.user(), await world.user()];
  const connected = await device(other);
  await receive(await created(user, "Private"));
  await receive(await created(other, "Own"));
  assert.deepEqual(await told(connected, 1), ["Own"]);
  await assert.rejects(connect(url, "nonsense"));
  connected.close();
});

test("a refusal is a problem with its own status, on both ways to connect", async () => {
  const answers = async (path: string, headers: Record<string, string> = {}) => {
    const response = await fetch(`${url}${path}`, { headers });
    assert.equal(response.headers.get("content-type"), "application/problem+json");
    const { code } = (await response.json()) as Problem;
    return [response.status, code];
  };
  const token = await world.token(await world.user());
  const authorization = `Bearer ${token}`;
  assert.deepEqual(await answers("/v1/sync"), [401, "unauthenticated"]);
  assert.deepEqual(await answers("/v1/sync?since=x", { authorization }), [422, "invalid"]);
  assert.deepEqual(await answers("/v1/sink", { authorization }), [404, "not-found"]);
  await assert.rejects(connect(url, "nonsense"), /401/);
  await assert.rejects(connect(url, token, Number.NaN), /422/);
});

test("server-sent events carry the same feed and resume by Last-Event-ID", async () => {
  const user = await world.user();
  for (const title of ["First", "Second"]) await created(user, title);
  const headers = { authorization: `Bearer ${await world.token(user)}`, "last-event-id": "1" };
  const abort = new AbortController();
  const response = await fetch(`${url}/v1/sync`, { headers, signal: abort.signal });
  let text = "";
  for await (const chunk of response.body as ReadableStream<Uint8Array>) {
    text += Buffer.from(chunk).toString();
    if (text.includes("event: change")) break;
  }
  abort.abort();
  assert.match(text, /id: 2\nevent: change\ndata: .*"title":"Second"/);
  assert.ok(!text.includes('"title":"First"'));
});

test("a device whose token has run out is to come back with another", async () => {
  const user = await world.user();
  const token = await world.token(user);
  world.pass({ minutes: 15 });
  // It is disconnected at once, before or after the first message.
  const code = connect(url, token).then(
    ({ closed }) => closed,
    ({ message }: Error) => Number(message.split(" ").at(-1)),
  );
  assert.equal(await code, 4401);
  world.pass({ minutes: -15 });
});

test("devices of ended sessions and of erased accounts are disconnected soon, those of others stay", async () => {
  const [ended, erased, other] = [await world.user(), await world.user(), await world.user()];
  const old = await world.token(ended);
  const devices = [await connect(url, old), await device(erased), await device(other)] as const;
  await world.db.query("update users set sessions_since = now() + interval '1 second' where id = $1", [
    ended,
  ]);
  await world.db.query("delete from users where id = $1", [erased]);
  await Promise.all([devices[0].closed, devices[1].closed]);
  const stays = devices[2].closed.then(() => assert.fail("another person's device was disconnected"));
  await Promise.race([stays, setTimeout(2000)]);
  await assert.rejects(connect(url, old));
});

test("the device of a session that is ended singly is disconnected soon, the person's other one stays", async () => {
  const user = await world.user();
  const [ended, kept] = [await world.token(user), await world.token(user)];
  const devices = [await connect(url, ended), await connect(url, kept)] as const;
  const { sid } = JSON.parse(Buffer.from(ended.split(".")[1] as string, "base64url").toString());
  assert.equal(await endSessionById(world.db, user, sid), true);
  await devices[0].closed;
  const stays = devices[1].closed.then(() => assert.fail("the other session's device was disconnected"));
  await Promise.race([stays, setTimeout(2000)]);
  await assert.rejects(connect(url, ended));
  devices[1].close();
});

test("of too many devices of one person the oldest makes room", async () => {
  const user = await world.user();
  const all = [];
  for (let n = 0; n < 21; n += 1) all.push(await device(user));
  assert.equal(await all[0]?.closed, 1001);
  await receive(await created(user, "Still"));
  assert.deepEqual(await told(all[1] as Connected, 1), ["Still"]);
  for (const each of all) each.close();
});

test("a replica that leaves lets its devices go, and those that still come", async () => {
  const user = await world.user();
  const leaving = world.open(sync);
  const connected = await connect(await world.serve(leaving), await world.token(user));
  leaving.onDrain?.();
  assert.equal(await connected.closed, 1001);
});

test("a device that takes nothing is sent one page, and everything in order once it takes it", async () => {
  const user = await world.user();
  const count = 60;
  await world.db.query(
    `insert into tasks (user_id, title, notes, seq, created_at, updated_at)
     select $1, n::text, repeat('n', 49000), n, now(), now() from generate_series(1, $2) n`,
    [user, count],
  );
  await world.db.query("update users set seq = $2 where id = $1", [user, count]);
  const feeds = openFeeds({ db: world.db, now: world.now } as Deps);
  let taken = 0;
  let bytes = 0;
  const seqs: number[] = [];
  const device = {
    ...{ userId: user, issuedAt: undefined, buffered: () => bytes - taken, close: assert.fail },
    send(message: SyncMessage) {
      bytes += JSON.stringify(message).length;
      if (message.type === "change") seqs.push(message.seq);
    },
  };
  const end = feeds.open(device, 0);
  await eventually(() => seqs.length > 0);
  await setTimeout(200);
  assert.ok(seqs.length < count / 2, `${seqs.length} were sent to a device that takes nothing`);
  // An update meanwhile waits as well.
  const update = await created(user, "New");
  feeds.receive("id", update.data);
  const reading = setInterval(() => {
    taken = bytes;
  }, 20);
  await eventually(() => seqs.length > count);
  clearInterval(reading);
  assert.deepEqual(
    seqs,
    Array.from({ length: count + 1 }, (_, i) => i + 1),
  );
  end();
  feeds.closeAll();
});
