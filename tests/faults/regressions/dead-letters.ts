import assert from "node:assert/strict";
import { test } from "node:test";
import type { Task } from "../../../functions/_shared/domain/task/task.ts";
import { openProducer, partitionOf } from "../../../tools/operate/replay.ts";
import { eventually } from "../../support/eventually.ts";
import { kafkaOf, lagOf, query } from "../observe.ts";
import { beginCreate, deadLetters, holdUser, isHeld, isWaiting, type World } from "./world.ts";

/** A command for a stopped function: it becomes a dead letter after its retries. */
export interface Undeliverable {
  id: string;
  task: Task;
  /** End offsets of the topic's partitions when it was sent. */
  ends: Map<number, number>;
}

async function endsOf({ system }: World): Promise<Map<number, number>> {
  const admin = kafkaOf(system).admin();
  await admin.connect();
  const offsets = await admin.fetchTopicOffsets("skip-task");
  await admin.disconnect();
  return new Map(offsets.map(({ partition, high }) => [partition, Number(high)]));
}

/** Sends a command that `skip-task` will not receive. */
export async function sendUndeliverable(world: World): Promise<Undeliverable> {
  const { system, person } = world;
  const ends = await endsOf(world);
  const due = { date: "2030-03-04" };
  const task = await person.create({ title: "Skipped late", due, recurrence: { rrule: "FREQ=WEEKLY" } });
  await system.process("skip-task").stop();
  const answer = await person.call("POST", `/v1/tasks/${task.id}/skip`, {
    headers: { "if-match": '"1"', prefer: "wait=0" },
  });
  assert.equal(answer.status, 202);
  return { id: String(answer.headers.get("location")).split("/").at(-1) as string, task, ends };
}

/** An event that cannot be handled becomes a visible dead letter, and a replay handles it. */
export function deadLetterCases(world: World & { undeliverable?: Undeliverable }): void {
  const cli = (...args: string[]) => deadLetters(world, ...args);

  test("a command whose function stays away is set aside, listed, shown, and replayed in its place", async () => {
    const { system, person, userId } = world;
    const { id, task, ends } = world.undeliverable as Undeliverable;
    const status = async () => (await person.call("GET", `/v1/operations/${id}`)).body;
    await eventually(async () => (await status()).problem?.code === "dead-lettered", {
      ms: 180_000,
      every: 250,
    });
    system.process("skip-task").start();
    await system.process("skip-task").waitRunning();
    const letter = await eventually(async () => {
      const found = await query<{ id: number }>(system, "select id from dead_letters where event_id = $1", [
        id,
      ]);
      return found[0];
    });
    assert.match(await cli("list"), new RegExp(`^${letter.id} .*skip-task`, "m"));
    const shown = JSON.parse(await cli("show", String(letter.id)));
    assert.equal(shown.event.data.task_id, task.id);
    assert.match(shown.reason, /./);
    assert.match(await cli("replay", String(letter.id)), /Replayed 1 event\./);
    await eventually(async () => (await status()).status === "succeeded", { ms: 30_000 });
    const again = await eventually(async () =>
      (await person.tasks("&status=open")).find(({ series_id }) => series_id === task.series_id),
    );
    assert.equal(again.occurrence, 2);
    assert.doesNotMatch(await cli("list"), new RegExp(`^${letter.id} `, "m"));
    await assert.rejects(cli("replay", String(letter.id)), /waits for a replay/);
    const now = await endsOf(world);
    const moved = [...now].filter(([partition, end]) => end > (ends.get(partition) ?? 0));
    assert.deepEqual(moved, [
      [partitionOf(userId, now.size), (ends.get(partitionOf(userId, now.size)) ?? 0) + 2],
    ]);
  });

  test("a command that failed for the eleventh time is set aside with its reason, not tried on", async (t) => {
    const { system } = world;
    const release = await holdUser(world, t);
    const { id, end } = beginCreate(world, "Eleventh");
    await isHeld(world);
    await query(
      system,
      `insert into failures (event_id, consumer, reason, attempts) values ($1, 'create-task', 'before', 10)
       on conflict (event_id, consumer) do update set attempts = 10`,
      [id],
    );
    const theirs = "application_name = 'create-task' and wait_event_type = 'Lock'";
    // An attempt whose sidecar has given up cannot report its failure; the next one does.
    const isSetAside = async () => {
      await query(system, `select pg_terminate_backend(pid) from pg_stat_activity where ${theirs}`);
      return isWaiting(world, "dead-letter");
    };
    await eventually(isSetAside, { ms: 60_000, every: 250, what: "the dead letter" });
    await release();
    assert.equal(await end(), "dead-lettered");
    const letter = await eventually(
      async () => (await query(system, "select reason from dead_letters where event_id = $1", [id]))[0],
    );
    assert.match((letter as { reason: string }).reason, /create-task: terminating connection/);
  });

  test("an operation set aside after its commit still publishes its events, and is no dead letter", async () => {
    const { system, person, userId } = world;
    const task = await person.create({ title: "Committed" });
    const [row] = await query<{ id: string }>(system, "select id from operations where task_id = $1", [
      task.id,
    ]);
    const cause = row?.id as string;
    const envelope = {
      specversion: "1.0",
      source: "/test",
      partitionkey: userId,
      actor: "person",
      time: task.created_at,
    };
    const left = {
      ...envelope,
      id: crypto.randomUUID(),
      type: "todo.task-update.v1",
      data: {
        operation: "created",
        task_id: task.id,
        task_data: task,
        user_id: userId,
        timestamp: task.created_at,
        seq: task.seq,
        version: 1,
      },
    };
    await query(system, "insert into outbox (cause, topic, event) values ($1, 'task-updates', $2)", [
      cause,
      left,
    ]);
    await setAside({ ...envelope, id: cause, type: "todo.command.v1.create-task", topic: "create-task" });
    await eventually(
      async () => (await query(system, "select 1 from outbox where cause = $1", [cause])).length === 0,
      { ms: 20_000, what: "the event that was left" },
    );
    assert.equal((await person.call("GET", `/v1/operations/${cause}`)).body.status, "succeeded");
    assert.deepEqual(await query(system, "select from dead_letters where event_id = $1", [cause]), []);
  });

  test("a command whose last try outlasts its sidecar's patience is done, and no dead letter", async (t) => {
    const { system, userId } = world;
    const release = await holdUser(world, t);
    const { id, end } = beginCreate(world, "Outlasting");
    await isHeld(world);
    await setAside({
      ...{ specversion: "1.0", source: "/test", partitionkey: userId, actor: "person" },
      ...{ id, type: "todo.command.v1.create-task", topic: "create-task" },
    });
    await eventually(() => isWaiting(world, "dead-letter"), { ms: 60_000, what: "the dead letter" });
    await release();
    assert.equal(await end(), "succeeded");
    await eventually(async () => (await lagOf(system))["dead-letter"] === undefined, { ms: 20_000 });
    assert.deepEqual(await query(system, "select from dead_letters where event_id = $1", [id]), []);
  });

  /** Publishes a command to the dead letters, like a sidecar. */
  async function setAside(event: { id: string; [attribute: string]: unknown }): Promise<void> {
    const { system, userId } = world;
    const command = { ...event, data: { operation_id: event.id, user_id: userId } };
    const producer = await openProducer({ brokers: system.kafkaBrokers.split(",") });
    await producer.send({
      topic: "dead-letters",
      messages: [{ key: userId, value: JSON.stringify(command) }],
    });
    await producer.disconnect();
  }
}
