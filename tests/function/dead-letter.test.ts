import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import type { Envelope } from "../../functions/_shared/contract/envelope.ts";
import { topics } from "../../functions/_shared/contract/topics.ts";
import { newId } from "../../functions/_shared/domain/ids.ts";
import { ImportedTask } from "../../functions/_shared/domain/task/task.ts";
import { recordFailure } from "../../functions/_shared/store/dead-letters/failures.ts";
import createTask from "../../functions/create-task/index.ts";
import deadLetter from "../../functions/dead-letter/index.ts";
import { commandOf, openWorld, received } from "./support/world.ts";

const world = await openWorld();
const { db, sidecar } = world;
const handle = world.open(deadLetter).on["dead-letters"];
let user = "";

beforeEach(async () => {
  user = await world.user();
  sidecar.published = [];
});

const task = ImportedTask.parse({ title: "Set aside" });
/** An event as its sidecar publishes it to the dead letters: with its original topic. */
const setAside = (event: Envelope<unknown>, topic: string) => ({ ...event, topic });

const letters = async (id: string) =>
  (await db.query("select topic, reason, attempts, user_id from dead_letters where event_id = $1", [id]))
    .rows;

test("a command that could not be done is recorded with its reason, and whoever waits for it is told", async () => {
  const command = commandOf(world, "create-task", user, { task });
  for (const reason of ["the database is away", "it still is"])
    await recordFailure(db, { eventId: command.id, consumer: "create-task", reason });
  await handle(setAside(command, "create-task"));
  assert.deepEqual(await letters(command.id), [
    { topic: "create-task", reason: "create-task: it still is", attempts: 2, user_id: user },
  ]);
  const [result] = sidecar.take(topics.operationResults);
  const { data } = received(topics.operationResults, result ?? assert.fail());
  assert.deepEqual(
    [data.operation_id, data.status, data.problem?.code],
    [command.id, "failed", "dead-lettered"],
  );
  assert.equal(data.problem?.detail, undefined, "internal errors are shown to nobody");
});

test("the same letter again changes nothing, and one that left no reason says so", async () => {
  const command = commandOf(world, "create-task", user, { task });
  await handle(setAside(command, "create-task"));
  await handle(setAside(command, "create-task"));
  assert.deepEqual(await letters(command.id), [
    {
      ...{ topic: "create-task", attempts: 0, user_id: user },
      reason: "The function did not answer, and left no reason.",
    },
  ]);
});

test("a command that was carried out all the same is no dead letter, and its events go out", async () => {
  const command = commandOf(world, "create-task", user, { task });
  sidecar.check = () => {
    throw new Error("the broker is away");
  };
  await assert.rejects(world.open(createTask).on["create-task"](command));
  sidecar.check = () => undefined;
  await handle(setAside(command, "create-task"));
  assert.deepEqual(await letters(command.id), []);
  const [result] = sidecar.take(topics.operationResults);
  assert.equal(received(topics.operationResults, result ?? assert.fail()).data.status, "succeeded");
});

test("a notification that could not be delivered ends in the ledger", async () => {
  const id = newId();
  await db.query(
    `insert into deliveries (notification_id, channel, target, user_id, title, status, remind_at)
     values ($1, 'push', '', $2, 'Ring', 'sending', now())`,
    [id, user],
  );
  const event = { id, type: "todo.reminder.v1.triggered", partitionkey: user, actor: "system", data: {} };
  await handle(setAside(event as never, "notifications"));
  const { rows } = await db.query("select status from deliveries where notification_id = $1", [id]);
  assert.deepEqual(rows, [{ status: "failed" }]);
  assert.equal((await letters(id)).length, 1);
});

test("what is no event of ours is recorded too, without what PostgreSQL cannot hold", async () => {
  const id = newId();
  const event = { id, type: "", partitionkey: "", actor: "system", data: { text: "nul \0 half \ud800" } };
  await handle(setAside(event as never, "create-task"));
  const { rows } = await db.query(
    "select event->'data'->>'text' as text from dead_letters where event_id = $1",
    [id],
  );
  assert.deepEqual(rows, [{ text: "nul  half \ufffd" }]);
});
