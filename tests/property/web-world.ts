import { randomUUID } from "node:crypto";
import { problemOf } from "../../functions/_shared/contract/problems.ts";
import { newId } from "../../functions/_shared/domain/ids.ts";
import { Refusal } from "../../functions/_shared/domain/refusal.ts";
import { type Change, changed, inverseOf } from "../../functions/_shared/domain/task/change.ts";
import { circumstances } from "../../functions/_shared/domain/task/circumstances.ts";
import { isBackAt } from "../../functions/_shared/operations/undone.ts";
import type { Made } from "../../functions/_shared/store/operations/operations.ts";
import { ApiError, Unreachable } from "../../web/src/core/api.ts";
import { isFulfilled, type Op, project } from "../../web/src/core/ops.ts";
import type { Applied, Storage, Tx } from "../../web/src/core/storage.ts";
import type { Problem, Task } from "../../web/src/core/types.ts";

/** A replica in memory, with transactions like the real one: one at a time, all or nothing. */
export function memoryReplica() {
  let state = emptyState();
  let last: Promise<unknown> = Promise.resolve();
  const storage: Storage = {
    read: (work) => storage.write(work),
    write(work) {
      const run = last.then(async () => {
        const copy = structuredClone(state);
        const result = await work(transaction(copy));
        state = copy;
        return result;
      });
      last = run.catch(() => undefined);
      return run;
    },
    close() {},
  };
  return { storage, read: () => state };
}
type State = ReturnType<typeof emptyState>;
const emptyState = () => ({
  n: 0,
  tasks: new Map<number, Task>(),
  ops: new Map<number, Op>(),
  aliases: new Map<number, number>(),
  applied: new Map<string, Applied>(),
  meta: new Map<string, unknown>(),
});

function transaction(state: State): Tx {
  return {
    task: async (id) => state.tasks.get(id),
    tasks: async () => [...state.tasks.values()],
    putTask: async (task) => void state.tasks.set(task.id, task),
    async putTasks(tasks) {
      for (const task of tasks) state.tasks.set(task.id, task);
    },
    removeTask: async (id) => void state.tasks.delete(id),
    ops: async (task) =>
      [...state.ops.values()].filter((op) => task === undefined || op.task === task).map((op) => ({ ...op })),
    async putOp(op) {
      op.n ??= ++state.n;
      state.ops.set(op.n, { ...op });
    },
    deleteOp: async (op) => void state.ops.delete(op.n as number),
    alias: async (local) => state.aliases.get(local),
    putAlias: async (local, id) => void state.aliases.set(local, id),
    applied: async (op) => state.applied.get(op),
    putApplied: async (op, applied) => void state.applied.set(op, applied),
    meta: async <Value>(key: string) => state.meta.get(key) as Value | undefined,
    putMeta: async (key, value) => void state.meta.set(key, value),
  };
}

/** An accepted operation, for the assertions about overwriting. */
export interface Accepted {
  key: string;
  kind: string;
  task: number;
  expected: number | null;
  found: number;
}

/** A server by the contract: versions, sequence, results by idempotency key. Requests and answers can be lost. */
export function modelServer(fault: () => "none" | "request lost" | "answer lost" | "busy") {
  const tasks = new Map<number, Task>();
  const results = new Map<string, { fingerprint: string; task?: Task; problem?: Problem }>();
  const made: (Made & { task: number })[] = [];
  const undos = new Map<string, { task: number; inverse: Change; version: number }>();
  const applied: Accepted[] = [];
  let seq = 0;
  let nextId = 100;

  const keep = (task: Task): Task => {
    const kept = { ...task, seq: ++seq, version: task.version + 1 };
    tasks.set(kept.id, kept);
    return kept;
  };
  const problem = (status: number, code: string, task?: Task): Problem => ({
    type: "",
    title: code,
    status,
    code,
    ...(task && { task }),
  });

  /** The task after the rules are applied, or their refusal. */
  function decide(task: Task, change: Change, at: string): { task?: Task; problem?: Problem } {
    try {
      return { task: keep(changed(task, change, circumstances({ now: new Date(at), zone: "UTC", newId }))) };
    } catch (error) {
      if (error instanceof Refusal) return { problem: problemOf(error) };
      throw error;
    }
  }

  function apply(op: Op): { task?: Task; problem?: Problem } {
    if (op.change.kind === "create") {
      const task = project(undefined, [{ ...op, task: nextId++ }], "UTC") as Task;
      applied.push({ key: op.key, kind: "create", task: task.id, expected: null, found: 0 });
      return { task: keep(task) };
    }
    const current = tasks.get(op.task);
    if (!current) return { problem: problem(404, "task-not-found") };
    if (op.version !== null && op.version !== current.version)
      return { problem: problem(412, "version-conflict", current) };
    if (op.change.kind === "purge") {
      if (!current.deleted_at) return { problem: problem(409, "conflict", current) };
      tasks.delete(op.task);
      return { task: { ...current, seq: ++seq, version: current.version + 1 } };
    }
    const decided = decide(current, op.change as Change, op.at);
    if (decided.task)
      applied.push({
        key: op.key,
        kind: op.change.kind,
        task: op.task,
        expected: op.version,
        found: current.version,
      });
    return decided;
  }

  function undo(id: string, at: string): { task?: Task; problem?: Problem } {
    const known = undos.get(id);
    const current = known && tasks.get(known.task);
    if (!known || !current) return { problem: problem(404, "not-found") };
    const back = isBackAt(
      known.version,
      current.version,
      made.filter((each) => each.task === known.task && each.version > known.version),
    );
    if (!back) return { problem: problem(412, "version-conflict", current) };
    return decide(current, known.inverse, at);
  }

  /** Like `deliver`, over a connection that can fail. */
  async function deliver(op: Op, operationOf: (id: string) => Promise<string | undefined>) {
    const trouble = fault();
    if (trouble === "request lost") throw new Unreachable("request lost");
    if (trouble === "busy") throw new ApiError(problem(503, "unavailable"), 1);
    const of = op.change.kind === "undo" ? await operationOf(op.change.of) : undefined;
    const fingerprint = JSON.stringify([Math.max(0, op.task), op.change, op.version]);
    let result = results.get(op.key);
    if (result && result.fingerprint !== fingerprint)
      throw new Error(`key ${op.key} was used for something else`);
    if (!result) {
      const before = tasks.get(op.task);
      const outcome =
        op.change.kind === "undo"
          ? of
            ? undo(of, op.at)
            : { problem: problem(404, "not-found") }
          : apply(op);
      result = { fingerprint, ...outcome };
      results.set(op.key, result);
      if (outcome.task) {
        const { id: task, version } = outcome.task;
        undos.set(`operation-${op.key}`, { task, inverse: inverseFor(op, before), version });
        made.push({ id: `operation-${op.key}`, task, version, undoes: of ?? null });
      }
    }
    if (trouble === "answer lost") throw new Unreachable("answer lost");
    if (result.task) return { type: "done" as const, task: result.task, operationId: `operation-${op.key}` };
    const refusal = result.problem as Problem;
    const isPurge = op.change.kind === "purge";
    if (isPurge && refusal.code === "task-not-found") return { type: "gone" as const };
    const stale =
      refusal.task &&
      (refusal.status === 412 ||
        (refusal.status === 409 && (isPurge || isFulfilled(op.change, refusal.task))));
    if (stale) return { type: "stale" as const, task: refusal.task as Task };
    return { type: "refused" as const, problem: refusal };
  }

  return {
    deliver,
    applied,
    tasks,
    /** Changes after a cursor, at most three at a time. */
    changes(since: number) {
      const after = [...tasks.values()].filter((task) => task.seq > since).sort((a, b) => a.seq - b.seq);
      const page = after.slice(0, 3);
      return {
        results: page,
        next_cursor: page.at(-1)?.seq ?? since,
        has_more: after.length > page.length,
      };
    },
  };
}

/** The change that undoes an operation; undoing an undo does not occur here. */
const inverseFor = ({ change }: Op, before: Task | undefined): Change =>
  before && change.kind !== "create" && change.kind !== "undo" && change.kind !== "purge"
    ? inverseOf(before, change)
    : { kind: "delete" };

export const newKey = (): string => randomUUID();
