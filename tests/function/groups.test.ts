import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import fc from "fast-check";
import type { OutgoingEvent } from "../../functions/_shared/contract/envelope.ts";
import { topics } from "../../functions/_shared/contract/topics.ts";
import { newId } from "../../functions/_shared/domain/ids.ts";
import { ImportedTask, type Task } from "../../functions/_shared/domain/task/task.ts";
import { findResults } from "../../functions/_shared/store/operations/results.ts";
import { listTasks } from "../../functions/_shared/store/tasks/list.ts";
import completeTask from "../../functions/complete-task/index.ts";
import createTask from "../../functions/create-task/index.ts";
import deleteTask from "../../functions/delete-task/index.ts";
import reopenTask from "../../functions/reopen-task/index.ts";
import updateTask from "../../functions/update-task/index.ts";
import { commandOf, openWorld } from "./support/world.ts";

const world = await openWorld();
const { sidecar, db } = world;
// Opened once, as in a process: commands of one function meet in its lane.
const on = {
  ...world.open(createTask).on,
  ...world.open(updateTask).on,
  ...world.open(completeTask).on,
  ...world.open(reopenTask).on,
  ...world.open(deleteTask).on,
};
type Name = keyof typeof on;

beforeEach(() => {
  world.at("2026-11-30T10:00:00Z");
  sidecar.check = () => undefined;
  sidecar.published = [];
});

const draft = (title: string, more = {}) => ImportedTask.parse({ title, ...more });
const creation = (user: string, title: string, more = {}) =>
  commandOf(world, "create-task", user, { task: draft(title, more) });
const people = (count: number) => Promise.all(Array.from({ length: count }, () => world.user()));
const statusOf = async (id: string) => {
  const [result] = await findResults(db, [id]);
  return result?.problem?.code ?? result?.status;
};

/** Number of transactions that ended these operations. */
async function transactions(ids: string[]): Promise<number> {
  const sql = "select count(distinct xmin::text)::integer as count from operations where id = any($1)";
  return (await db.query(sql, [ids])).rows[0].count;
}

test("commands that arrive while a transaction is under way go into the next one together", async () => {
  const commands = (await people(6)).map((user, n) => creation(user, `Task ${n}`));
  await Promise.all(commands.map(on["create-task"]));
  const ids = commands.map(({ data }) => data.operation_id);
  assert.equal((await findResults(db, ids)).length, 6);
  assert.equal(await transactions(ids), 2, "the first one waits for nobody, the others for it");
  assert.equal((await db.query("select from outbox where cause = any($1)", [ids])).rowCount, 0);
  assert.equal(sidecar.published[0]?.topic, topics.operationResults);
  assert.equal(sidecar.take(topics.taskEvents).length, 6);
});

test("one whose values cannot be stored fails alone", async () => {
  const commands = (await people(5)).map((user, n) => creation(user, `Task ${n}`));
  const poisoned = commands[3] ?? assert.fail();
  Object.assign(poisoned.data.task, { series_id: newId(), occurrence: 2 ** 40 });
  await Promise.all(commands.map(on["create-task"]));
  for (const command of commands)
    assert.equal(await statusOf(command.data.operation_id), command === poisoned ? "invalid" : "succeeded");
  assert.equal(sidecar.take(topics.operationResults).length, 5);
});

test("one whose event the broker refuses fails alone, and publishes what is left when it comes again", async () => {
  const commands = (await people(5)).map((user, n) => creation(user, `Task ${n}`));
  const refused = commands[3] ?? assert.fail();
  sidecar.check = ({ topic, event }) => {
    if (topic === topics.taskUpdates && event?.partitionkey === refused.data.user_id)
      throw new Error("refused");
  };
  const ends = await Promise.allSettled(commands.map(on["create-task"]));
  for (const [n, { status }] of ends.entries())
    assert.equal(status, commands[n] === refused ? "rejected" : "fulfilled");
  const left = await db.query("select distinct cause from outbox");
  assert.deepEqual(left.rows, [{ cause: refused.data.operation_id }]);
  sidecar.check = () => undefined;
  sidecar.published = [];
  await on["create-task"](refused);
  assert.equal(sidecar.take(topics.taskUpdates).length, 1);
  assert.equal((await db.query("select from outbox")).rowCount, 0);
});

test("a person whose row is locked holds up nobody of the group", { timeout: 30_000 }, async () => {
  const users = await people(4);
  const commands = users.map((user, n) => creation(user, `Task ${n}`));
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  let locked = () => {};
  const isLocked = new Promise<void>((resolve) => {
    locked = resolve;
  });
  const holding = db.transaction(async (tx) => {
    await tx.query("select from users where id = $1 for no key update", [users[2]]);
    locked();
    await held;
  });
  await isLocked;
  const running = commands.map(on["create-task"]);
  await Promise.all(running.filter((_, n) => n !== 2));
  assert.equal(await statusOf(commands[2]?.data.operation_id ?? ""), undefined);
  release();
  await Promise.all([holding, ...running]);
  assert.equal(await statusOf(commands[2]?.data.operation_id ?? ""), "succeeded");
});

test("a command twice in a group, and again after it, has its effect once", async () => {
  const [first, second, third] = await people(3);
  const same = creation(second as string, "Once");
  const others = [creation(first as string, "Before"), creation(third as string, "Beside")];
  await Promise.all([others[0], same, same, others[1]].map((each) => on["create-task"](each ?? same)));
  sidecar.published = [];
  await Promise.all([same, same].map(on["create-task"]));
  assert.deepEqual(sidecar.published, []);
  const { rows } = await db.query("select title from tasks where user_id = $1", [second]);
  assert.deepEqual(rows, [{ title: "Once" }]);
});

/** What a person asks for: of the task at this place among theirs, in the version they know or an older one. */
const wish = fc.oneof(
  fc.record({
    do: fc.constant("create-task" as const),
    task: fc.record({
      title: fc.constantFrom("tea", "eggs"),
      reminders: fc.constantFrom([], [{ at: "2026-12-24T08:00:00.000Z" }], [{ before: "PT1H" }]),
      due: fc.constantFrom(null, { date: "2026-12-24", time: "12:00" }),
      recurrence: fc.constantFrom(null, { rrule: "FREQ=DAILY" }),
    }),
  }),
  fc.record({
    do: fc.constantFrom(
      "update-task" as const,
      "complete-task" as const,
      "reopen-task" as const,
      "delete-task" as const,
    ),
    place: fc.nat(2),
    stale: fc.nat(5).map((n) => n === 0),
    patch: fc.constantFrom<object>({ title: "cake" }, { due: null }, { tags: ["home"] }, { reminders: [] }),
  }),
);
type Wish = typeof wish extends fc.Arbitrary<infer Of> ? Of : never;

/** The command of a wish, as the person's tasks are now; undefined: there is no such task. */
async function commandFor(user: string, wish: Wish) {
  if (wish.do === "create-task") {
    const due = wish.task.recurrence ? { date: "2026-12-24", time: "12:00" } : wish.task.due;
    return creation(user, wish.task.title, { ...wish.task, due });
  }
  const { rows } = await db.query("select id, version from tasks where user_id = $1 order by seq, id", [
    user,
  ]);
  const task = rows[wish.place];
  if (!task) return undefined;
  const args = { task_id: task.id, version: wish.stale ? task.version + 1 : task.version };
  const more = wish.do === "update-task" ? { patch: wish.patch } : {};
  return commandOf(world, wish.do as "update-task", user, { ...args, ...more } as never);
}

type Sent = NonNullable<Awaited<ReturnType<typeof commandFor>>>;
const handle = (command: Sent) =>
  on[command.type.replace("todo.command.v1.", "") as Name](
    command as never as Parameters<(typeof on)[Name]>[0] & never,
  );

/** A person's tasks, reminders and the rest, without what differs between two people. */
async function stateOf(user: string) {
  const { results } =
    (await listTasks(db, user, { trash: false, limit: 100, sort: "created" })) ?? assert.fail();
  const trash = (await listTasks(db, user, { trash: true, limit: 100, sort: "created" })) ?? assert.fail();
  const reminders = await db.query(
    "select title, remind_at, due_at, state, reason from reminders where user_id = $1 order by state, title, remind_at, due_at, reason",
    [user],
  );
  const operations = await db.query(
    "select command, status, result->'problem'->>'code' as code from operations where user_id = $1 order by result->'task_data'->'seq', command, code",
    [user],
  );
  const seq = await db.query("select seq from users where id = $1", [user]);
  const tasks = [...results, ...trash.results].map(plain).sort(bySeq);
  return { tasks, reminders: reminders.rows, operations: operations.rows, seq: seq.rows };
}
const plain = ({ id: _id, series_id, ...task }: Task) => ({ ...task, repeats: series_id !== null });
const bySeq = (a: { seq: number }, b: { seq: number }) => a.seq - b.seq;

/** The events of a person, once each and in the order of each topic, without what differs between two people. */
const eventsOf = (published: OutgoingEvent[], user: string) =>
  Object.values(topics).map((topic) =>
    // A command that comes twice at once may publish its events twice, with the same ids.
    [...new Map(published.map((each) => [each.event.id, each])).values()]
      .filter((each) => each.topic === topic && each.event.partitionkey === user)
      .map(({ event }) => {
        // biome-ignore lint/suspicious/noExplicitAny: the data of any topic
        const { task_data, operation, event_type, status, problem, state, title } = event.data as any;
        const about = task_data && plain(task_data);
        return { type: event.type, about, operation, event_type, status, code: problem?.code, state, title };
      }),
  );

test("random commands of several people in groups have the effects they have one by one", async () => {
  const steps = fc.array(fc.tuple(wish, wish, wish, fc.nat(3)), { minLength: 1, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      world.at("2026-11-30T10:00:00Z");
      const [together, apart] = [await people(3), await people(3)];
      const published: OutgoingEvent[] = [];
      const commandsOf = async (users: string[], step: (typeof all)[number]) =>
        (await Promise.all(users.map((user, n) => commandFor(user, step[n] as Wish)))).filter(
          (each) => !!each,
        );
      for (const step of all) {
        world.pass({ minutes: 1 });
        const group = await commandsOf(together, step);
        // One of them comes twice, as after a rebalance.
        const again = group[step[3]];
        await Promise.all([...group, ...(again ? [again] : [])].map(handle));
        for (const command of await commandsOf(apart, step)) await handle(command);
        published.push(...sidecar.published.splice(0));
      }
      for (const [n, user] of together.entries()) {
        assert.deepEqual(await stateOf(user), await stateOf(apart[n] as string));
        assert.deepEqual(eventsOf(published, user), eventsOf(published, apart[n] as string));
      }
      assert.equal((await db.query("select from outbox")).rowCount, 0);
    }),
    { numRuns: 25 },
  );
});
