import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { changed, inverseOf, type Change as TaskChange } from "../../functions/_shared/domain/task/change.ts";
import { circumstances } from "../../functions/_shared/domain/task/circumstances.ts";
import { Unreachable } from "../../web/src/core/api.ts";
import { type Change, type Op, project, seenBy } from "../../web/src/core/ops.ts";
import {
  discard,
  enqueue,
  insist,
  markSent,
  receive,
  type Settled,
  sendable,
  settle,
} from "../../web/src/core/replica.ts";
import type { NewTask, Task } from "../../web/src/core/types.ts";
import { memoryReplica, modelServer, newKey } from "./web-world.ts";

type Faults = "none" | "request lost" | "answer lost" | "busy";

const blank: NewTask = {
  title: "",
  notes: "",
  priority: "medium",
  tags: [],
  due: null,
  reminders: [],
  recurrence: null,
};
const change = fc.oneof(
  fc.record({
    kind: fc.constant("update" as const),
    patch: fc.record({ title: fc.constantFrom("a", "b", "c") }),
  }),
  fc.record({
    kind: fc.constant("update" as const),
    patch: fc.record({ notes: fc.constantFrom("x", "y", "z") }),
  }),
  fc.record({
    kind: fc.constant("update" as const),
    patch: fc.record({
      title: fc.constantFrom("d", "e"),
      priority: fc.constantFrom("high" as const, "low" as const),
    }),
  }),
  fc.record({
    kind: fc.constantFrom("complete" as const, "reopen" as const, "delete" as const, "restore" as const),
  }),
);
const unseen = fc.constantFrom(
  { title: "theirs" },
  { notes: "theirs" },
  { title: "theirs", notes: "theirs" },
);
const step = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("create" as const), title: fc.constantFrom("p", "q") }),
  },
  { weight: 6, arbitrary: fc.record({ do: fc.constant("change" as const), which: fc.nat(), change }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("undo" as const), which: fc.nat() }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant("send" as const) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("draw" as const) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("pull" as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("resolve" as const), how: fc.constantFrom("insist", "discard") }),
  },
);
const script = fc.array(fc.record({ device: fc.nat(1), step }), { minLength: 1, maxLength: 60 });
const faults = fc.infiniteStream(
  fc.constantFrom<Faults>("none", "none", "none", "request lost", "answer lost", "busy"),
);

/**
 * One device: the steps of the engine, in the order of the script. A screen that `lags` shows the server's answers only
 * after the next drawing; it always shows the person's changes at once.
 */
function device(server: ReturnType<typeof modelServer>, lags = false) {
  const replica = memoryReplica();
  let drawn = replica.read();
  const draw = () => {
    drawn = replica.read();
  };
  const screen = () => (lags ? drawn : replica.read());
  const made: { id: string; task: number; inverse: TaskChange; of: string | undefined }[] = [];
  const fates = new Map<string, Settled | "cancelled" | "discarded">();
  const told = new Set<Settled>();
  const view = (): Task[] => {
    const { tasks, ops, meta } = screen();
    const held = new Set((meta.get("held") as number[] | undefined) ?? []);
    const ids = new Set([...tasks.keys(), ...[...ops.values()].map((op) => op.task)]);
    return [...ids]
      .filter((id) => !held.has(id))
      .flatMap((id) => project(tasks.get(id), opsOf(id), "UTC") ?? [])
      .sort((a, b) => a.id - b.id);
  };
  const opsOf = (task: number): Op[] => [...screen().ops.values()].filter((op) => op.task === task);
  const at = "2026-01-01T00:00:00.000Z";
  const put = async (task: Task | undefined, id: number, what: Change) => {
    const version = screen().tasks.get(id)?.version ?? 0;
    const after = opsOf(id).map((op) => op.id);
    const intent = { id: newKey(), task: id, change: what, seen: seenBy(what, task), version, after, at };
    const queued = await replica.storage.write((tx) => enqueue(tx, intent));
    draw();
    if (what.kind === "undo" && !queued) fates.set(what.of, "cancelled");
    if (!queued) return;
    const inverse =
      what.kind === "create" || what.kind === "undo" || what.kind === "purge" || !task
        ? ({ kind: "delete" } as const)
        : inverseOf(task, what);
    made.push({ id: intent.id, task: id, inverse, of: what.kind === "undo" ? what.of : undefined });
  };
  const forgetUndoOf = (id: string) => {
    for (const undo of made) if (undo.of === id) fates.set(undo.id, "withdrawn");
  };
  let nextLocal = -1;

  return {
    draw,
    replica,
    view,
    fates,
    told,
    made,
    create: (title: string) => put(undefined, nextLocal--, { kind: "create", task: { ...blank, title } }),
    async change(which: number, what: Change) {
      const tasks = view();
      const task = tasks[which % Math.max(tasks.length, 1)];
      if (task && isOffered(task, what)) await put(task, task.id, what);
    },
    async undo(which: number) {
      const action = made[which % Math.max(made.length, 1)];
      if (!action) return;
      if (fates.has(action.id) && fates.get(action.id) !== "done") return;
      const id = screen().aliases.get(action.task) ?? action.task;
      const task = view().find((one) => one.id === id);
      if (task) await put(task, id, { kind: "undo", of: action.id, inverse: action.inverse });
    },
    async send() {
      const { storage } = replica;
      const first = sendable(await storage.write((tx) => tx.ops()))[0];
      const op = first && (await storage.write((tx) => markSent(tx, first.id)));
      if (!op) return false;
      try {
        const outcome = await server.deliver(op, (of) =>
          storage.write(async (tx) => (await tx.applied(of))?.operationId),
        );
        const settled = await storage.write((tx) => settle(tx, op, outcome, newKey()));
        fates.set(op.id, settled);
        told.add(settled);
        if (settled === "withdrawn") forgetUndoOf(op.id);
      } catch (error) {
        if (!(error instanceof Error) || !("code" in error)) throw error;
        assert.ok(error instanceof Unreachable || error.code === "unavailable", String(error));
      }
      return true;
    },
    async pull() {
      const page = server.changes((replica.read().meta.get("cursor") as number | undefined) ?? 0);
      await replica.storage.write((tx) => receive(tx, page.results, page.next_cursor));
      return page.has_more;
    },
    async resolve(how: string) {
      const stuck = [...replica.read().ops.values()].find(
        ({ state }) => state === "conflict" || state === "failed",
      );
      if (!stuck) return false;
      if (how === "discard" || stuck.state === "failed") {
        const gone = opsOf(stuck.task).filter(({ id }) => id === stuck.id || stuck.change.kind === "create");
        for (const { id } of gone) fates.set(id, "discarded");
        await replica.storage.write((tx) => discard(tx, stuck.id));
      } else await replica.storage.write((tx) => insist(tx, stuck.id, newKey()));
      return true;
    },
  };
}

test("whatever two devices do and whatever is lost between them, both screens and the server agree at the end", async () => {
  await fc.assert(
    fc.asyncProperty(script, faults, async (steps, stream) => {
      let calm = false;
      const server = modelServer(() => (calm ? "none" : stream.next().value));
      const devices = [device(server), device(server)] as const;
      for (const { device: which, step } of steps) {
        const one = devices[which] as (typeof devices)[0];
        if (step.do === "create") await one.create(step.title);
        else if (step.do === "change") await one.change(step.which, step.change);
        else if (step.do === "undo") await one.undo(step.which);
        else if (step.do === "send") await one.send();
        else if (step.do === "pull") await one.pull();
        else if (step.do === "draw") one.draw();
        else await one.resolve(step.how);
      }
      calm = true;
      for (let round = 0; round < 4; round++)
        for (const one of devices) {
          do while (await one.send());
          while (await one.resolve("discard"));
          while (await one.pull());
        }
      const wanted = [...server.tasks.values()].sort((a, b) => a.id - b.id);
      for (const one of devices) {
        assert.deepEqual(one.view(), wanted);
        // No operation is lost: each was applied, discarded by the person, or reported as too late.
        for (const { id } of one.made) assert.ok(one.fates.has(id), `operation ${id} has no fate`);
        assert.equal(one.replica.read().ops.size, 0);
      }
      assert.deepEqual(
        server.applied.filter(({ expected, found }) => expected !== null && expected !== found),
        [],
      );
      assert.equal(new Set(server.applied.map(({ key }) => key)).size, server.applied.length);
    }),
    { numRuns: 600 },
  );
});

test("a value seen by nobody on a device is never overwritten by that device", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 6 }), unseen, async (mine, patch) => {
      const theirs = { kind: "update" as const, patch };
      const server = modelServer(() => "none");
      const [here, there] = [device(server), device(server)];
      await here.create("p");
      while (await here.send());
      while (await there.pull());
      for (const one of mine) await here.change(0, one);
      await there.change(0, theirs);
      while (await there.send());
      const between = structuredClone([...server.tasks.values()][0]) as Task;
      while (await here.send());
      const after = [...server.tasks.values()][0] as Task;
      // Until the person here decides, the values of the other device are kept.
      for (const key of Object.keys(patch) as (keyof typeof patch)[])
        assert.equal(after[key], between[key], `${key} was overwritten`);
    }),
    { numRuns: 400 },
  );
});

test("on one device nothing is ever told as changed elsewhere, and what is taken back at once is taken back", async () => {
  const alone = script.map((steps) =>
    steps.filter(({ step }) => step.do !== "resolve" && step.do !== "undo"),
  );
  await fc.assert(
    fc.asyncProperty(alone, change, fc.boolean(), async (steps, last, answered) => {
      const server = modelServer(() => "none");
      const one = device(server, true);
      await one.create("p");
      for (const { step } of steps)
        if (step.do === "create") await one.create(step.title);
        else if (step.do === "change") await one.change(step.which, step.change);
        else if (step.do === "send") await one.send();
        else one.draw();
      while (await one.send());
      one.draw();
      const [first] = one.view();
      fc.pre(isOffered(first as Task, last));
      const before = contentOf(one.view());
      await one.change(0, last);
      if (answered) await one.send();
      await one.undo(one.made.length - 1);
      while (await one.send());
      one.draw();
      assert.deepEqual(contentOf(one.view()), before);
      assert.deepEqual([...one.told], ["done"]);
    }),
    { numRuns: 600 },
  );
});

test("what could not be done and had been taken back meanwhile is let go, and nobody is asked about it", async () => {
  let fault: Faults = "none";
  const server = modelServer(() => fault);
  const [here, there] = [device(server), device(server)];
  await here.create("p");
  await here.send();
  while (await there.pull());
  await there.change(0, { kind: "update", patch: { title: "theirs" } });
  await there.send();
  await here.change(0, { kind: "update", patch: { title: "mine" } });
  fault = "request lost";
  await here.send();
  await here.undo(here.made.length - 1);
  fault = "none";
  while (await here.send());
  assert.deepEqual([...here.told], ["done", "withdrawn"]);
  assert.equal(here.replica.read().ops.size, 0);
  assert.deepEqual(here.view(), [...server.tasks.values()]);
});

test("a task that is deleted forever is gone on the device, and one that was restored elsewhere meanwhile is kept", async () => {
  const server = modelServer(() => "none");
  const [here, there] = [device(server), device(server)];
  for (const title of ["gone", "kept"]) await here.create(title);
  while (await here.send());
  for (const which of [0, 1]) await here.change(which, { kind: "delete" });
  while (await here.send());
  while (await there.pull());
  await there.change(1, { kind: "restore" });
  while (await there.send());
  // Both go from the screen at once; the other device then deletes forever what is gone already.
  for (const one of [here, there]) await one.change(0, { kind: "purge" });
  await here.change(0, { kind: "purge" });
  assert.deepEqual(here.view(), []);
  for (const one of [here, there]) while (await one.send());
  for (const one of [here, there]) {
    assert.deepEqual(contentOf(one.view()), contentOf([...server.tasks.values()]));
    assert.equal(one.replica.read().ops.size, 0);
  }
  assert.deepEqual(
    here.view().map(({ title, deleted_at }) => [title, deleted_at]),
    [["kept", null]],
  );
  assert.deepEqual([...here.told], ["done", "kept"]);
  assert.deepEqual([...there.told], ["done"]);
});

/** Whether a screen offers a change: it offers none that the rules refuse. */
function isOffered(task: Task, what: Change): boolean {
  if (what.kind === "purge") return task.deleted_at !== null;
  try {
    changed(task, what as TaskChange, circumstances({ now: new Date(0), zone: "UTC", newId: newKey }));
    return true;
  } catch {
    return false;
  }
}

const contentOf = (tasks: Task[]) =>
  tasks.map(({ id, title, notes, priority, status, deleted_at }) => ({
    ...{ id, title, notes, priority, status },
    deleted: Boolean(deleted_at),
  }));

test("insisting on a change of a task that is in the trash by now restores it first", async () => {
  const { storage, read } = memoryReplica();
  const server = modelServer(() => "none");
  const opOf = (change: Op["change"], more: Partial<Op> = {}): Op => {
    const id = newKey();
    const at = new Date().toISOString();
    return { id, key: id, task: 0, change, seen: {}, version: null, state: "waiting", at, ...more };
  };
  const unknown = async () => undefined;
  const created = await server.deliver(opOf({ kind: "create", task: { ...blank, title: "t" } }), unknown);
  assert.ok(created.type === "done");
  const { id: task } = created.task;
  const trashed = await server.deliver(opOf({ kind: "delete" }, { task, version: 1 }), unknown);
  assert.ok(trashed.type === "done");
  const mine = opOf({ kind: "complete" }, { task, version: 1, seen: { deleted_at: null } });
  const later = opOf({ kind: "update", patch: { title: "u" } }, { task });
  await storage.write(async (tx) => {
    for (const op of [mine, later]) await tx.putOp(op);
    await markSent(tx, mine.id);
  });
  const outcome = await server.deliver(mine, unknown);
  const told = await storage.write((tx) => settle(tx, { ...mine, state: "sent" }, outcome, newKey()));
  assert.equal(told, "conflict");
  await storage.write((tx) => insist(tx, mine.id, newKey()));
  for (let op = [...read().ops.values()][0]; op; op = [...read().ops.values()][0]) {
    const sent = await storage.write((tx) => markSent(tx, (op as Op).id));
    assert.ok(sent);
    const ended = await server.deliver(sent, unknown);
    assert.equal(await storage.write((tx) => settle(tx, sent, ended, newKey())), "done", sent.change.kind);
  }
  const after = server.tasks.get(task);
  assert.deepEqual([after?.status, after?.title, after?.deleted_at], ["done", "u", null]);
});
