import { type Change, isFulfilled, isUntouched, type Op } from "./ops.ts";
import type { Tx } from "./storage.ts";
import type { Problem, Task } from "./types.ts";

/** The rules by which a replica changes, each within one transaction and without other input or output. */

/** The server's answer to an operation; `stale` contains the current task; `gone`: it is deleted forever already. */
export type Outcome =
  | { type: "done"; task: Task; operationId: string }
  | { type: "gone" }
  | { type: "stale"; task: Task }
  | { type: "refused"; problem: Problem };

/**
 * The result of an operation: `merged` was sent again on top of a change to other fields; `withdrawn` was refused after
 * it had been undone; `kept`: the task was not deleted forever, since it has changed elsewhere.
 */
export type Settled = "done" | "merged" | "conflict" | "failed" | "gone" | "withdrawn" | "too-late" | "kept";

export interface Intent {
  id: string;
  task: number;
  change: Change;
  seen: Partial<Task>;
  /** Version of the task the person saw. */
  version: number;
  /** Operations on the task that the screen showed as unsaved, in order. */
  after: string[];
  at: string;
}

/**
 * Appends a person's change to the queue and returns true. An undone operation is removed from the queue instead, and
 * false returned, if the server cannot know it and no other operation depends on it.
 */
export async function enqueue(tx: Tx, intent: Intent): Promise<boolean> {
  const task = (await tx.alias(intent.task)) ?? intent.task;
  const before = await tx.ops(task);
  const last = before.at(-1);
  if (intent.change.kind === "undo" && last?.id === intent.change.of && last.state !== "sent") {
    await tx.deleteOp(last);
    return false;
  }
  const follows = before.length > 0 || intent.change.kind === "create";
  const op: Op = {
    id: intent.id,
    key: intent.id,
    task,
    change: intent.change,
    seen: intent.seen,
    version: follows ? null : await versionAfter(tx, intent),
    state: "waiting",
    at: intent.at,
  };
  await tx.putOp(op);
  return true;
}

// The screen is slightly behind the store: an operation it showed as unsaved may have made the next version since.
async function versionAfter(tx: Tx, { after, version }: Intent): Promise<number> {
  const applied = await Promise.all(after.map((op) => tx.applied(op)));
  // 0: the task was first seen before the server gave it an id, which made its first version.
  // If one of them met an unseen change made elsewhere, the version the person saw lets the server find that.
  if (applied.some((each) => each?.rebased)) return version;
  return Math.max(1, version, applied.findLast(Boolean)?.version ?? 0);
}

/** The operations that may be sent now: the first of each task, unless it waits for the person. */
export function sendable(ops: readonly Op[]): Op[] {
  const seen = new Set<number>();
  return ops.filter((op) => {
    if (seen.has(op.task)) return false;
    seen.add(op.task);
    return op.state === "waiting" || op.state === "sent";
  });
}

/** Marks an operation as sent; undefined when it must not be sent any more. */
export async function markSent(tx: Tx, id: string): Promise<Op | undefined> {
  const op = sendable(await tx.ops()).find((one) => one.id === id);
  if (!op) return undefined;
  const sent: Op = { ...op, state: "sent" };
  // If the operation before has left no version, the oldest version makes the server answer with the current task.
  if (sent.version === null && sent.change.kind !== "create") sent.version = 1;
  await tx.putOp(sent);
  return sent;
}

/** Records the server's answer to an operation. `newKey` is for a second attempt with different content. */
export async function settle(tx: Tx, sent: Op, outcome: Outcome, newKey: string): Promise<Settled> {
  const op = (await tx.ops(sent.task)).find((one) => one.id === sent.id);
  // The person discarded it meanwhile; the task itself arrives with the changes.
  if (!op) return "gone";
  if (outcome.type === "gone") return finishPurge(tx, op);
  if (outcome.type === "done")
    return op.change.kind === "purge" ? finishPurge(tx, op, outcome.task.seq) : finish(tx, op, outcome);
  if (await withdraw(tx, op, outcome)) return "withdrawn";
  if (op.change.kind === "undo") return dropUndo(tx, op, outcome);
  if (outcome.type === "stale") return rebase(tx, op, outcome.task, newKey);
  await tx.putOp({ ...op, state: "failed", problem: outcome.problem });
  await releaseHeld(tx);
  return "failed";
}

async function finish(tx: Tx, op: Op, { task, operationId }: { task: Task; operationId: string }) {
  await tx.deleteOp(op);
  await putNewer(tx, task);
  await tx.putApplied(op.id, { operationId, version: task.version, rebased: op.rebased ?? false });
  if (op.task !== task.id) await rename(tx, op.task, task.id);
  await followOn(tx, task.id, task.version);
  await releaseHeld(tx);
  return "done" as const;
}

async function finishPurge(tx: Tx, { task }: Op, seq?: number) {
  for (const op of await tx.ops(task)) await tx.deleteOp(op);
  await forget(tx, task, seq);
  await releaseHeld(tx);
  return "done" as const;
}

/**
 * Removes a task that was deleted forever by the change `seq`, unless this device has changes of it to send: what becomes
 * of these is shown first.
 */
export async function forget(tx: Tx, task: number, seq?: number): Promise<void> {
  if ((await tx.ops(task)).length === 0) await tx.removeTask(task);
  if (seq === ((await tx.meta<number>("cursor")) ?? 0) + 1) await tx.putMeta("cursor", seq);
}

type Refused = Exclude<Outcome, { type: "done" | "gone" }>;

/** Removes a refused operation together with the undo that waits for it; false when there is none. */
async function withdraw(tx: Tx, op: Op, outcome: Refused): Promise<boolean> {
  const undo = (await tx.ops(op.task)).find(({ change }) => change.kind === "undo" && change.of === op.id);
  if (!undo) return false;
  if (outcome.type === "stale") await putNewer(tx, outcome.task);
  await tx.deleteOp(undo);
  await dropOp(tx, op);
  return true;
}

async function rename(tx: Tx, local: number, id: number): Promise<void> {
  await tx.putAlias(local, id);
  for (const op of await tx.ops(local)) await tx.putOp({ ...op, task: id });
}

async function followOn(tx: Tx, task: number, version: number | null): Promise<void> {
  const next = (await tx.ops(task))[0];
  if (next && next.version === null && next.state === "waiting") await tx.putOp({ ...next, version });
}

async function rebase(tx: Tx, op: Op, theirs: Task, newKey: string): Promise<Settled> {
  await putNewer(tx, theirs);
  if (isFulfilled(op.change, theirs)) {
    await tx.deleteOp(op);
    await followOn(tx, op.task, op.version);
    return "done";
  }
  if (isUntouched(op.seen, theirs)) {
    await again(
      tx,
      { ...op, key: newKey, version: theirs.version, state: "waiting", rebased: true },
      op.version,
    );
    return op.change.kind === "purge" ? "gone" : "merged";
  }
  if (op.change.kind === "purge") {
    await dropOp(tx, op);
    return "kept";
  }
  await tx.putOp({ ...op, state: "conflict", theirs });
  return "conflict";
}

// The following operations keep the stale version, so that each is compared with the other change by itself.
async function again(tx: Tx, op: Op, stale: number | null): Promise<void> {
  await tx.putOp(op);
  const next = (await tx.ops(op.task))[1];
  if (next && next.version === null) await tx.putOp({ ...next, version: stale });
}

async function dropUndo(tx: Tx, op: Op, outcome: Refused): Promise<Settled> {
  if (outcome.type === "stale") await putNewer(tx, outcome.task);
  await tx.deleteOp(op);
  await followOn(tx, op.task, op.version ?? 1);
  return "too-late";
}

/**
 * Sends a refused operation again, by the person's decision against the other change. A task that is in the trash by
 * now is restored first, since nothing else can be done to it there.
 */
export async function insist(tx: Tx, id: string, newKey: string): Promise<void> {
  const op = (await tx.ops()).find((one) => one.id === id);
  if (!op || (op.state !== "conflict" && op.state !== "failed")) return;
  const { theirs, problem: _, ...rest } = op;
  const now = theirs ?? (await tx.task(op.task));
  if (now?.deleted_at && needsTask(op.change)) return restoreFirst(tx, { ...rest, key: newKey }, now);
  const seen = Object.fromEntries(Object.keys(op.seen).map((key) => [key, theirs?.[key as keyof Task]]));
  const decided = theirs && { seen, version: theirs.version };
  await again(tx, { ...rest, key: newKey, state: "waiting", ...decided }, op.version);
}

const needsTask = ({ kind }: Change): boolean => !["create", "delete", "restore", "undo"].includes(kind);

/** Puts a restoring before an operation and those that follow it; each follows the version of the one before. */
async function restoreFirst(tx: Tx, op: Op, theirs: Task): Promise<void> {
  const [, ...later] = await tx.ops(op.task);
  const { id: _, n: _n, rebased: _r, ...rest } = op;
  const restored: Task = { ...theirs, deleted_at: null };
  const asTheyAre = (task: Task) =>
    Object.fromEntries(Object.keys(op.seen).map((key) => [key, task[key as keyof Task]]));
  const restoring: Op = {
    ...{
      ...rest,
      id: `${op.key}-restore`,
      key: `${op.key}-restore`,
      state: "waiting",
      change: { kind: "restore" },
    },
    ...{ seen: asTheyAre(theirs), version: theirs.version },
  };
  const inOrder = [
    restoring,
    { ...op, state: "waiting" as const, seen: asTheyAre(restored), version: null },
    ...later,
  ];
  for (const each of await tx.ops(op.task)) await tx.deleteOp(each);
  for (const { n: _, ...each } of inOrder) await tx.putOp(each);
}

/** Discards a refused operation; later operations are then compared with the same version. */
export async function discard(tx: Tx, id: string): Promise<void> {
  const op = (await tx.ops()).find((one) => one.id === id);
  if (op && op.state !== "sent") await dropOp(tx, op);
}

async function dropOp(tx: Tx, op: Op): Promise<void> {
  await tx.deleteOp(op);
  if (op.change.kind === "create") for (const later of await tx.ops(op.task)) await tx.deleteOp(later);
  else await followOn(tx, op.task, op.version);
  await releaseHeld(tx);
}

/**
 * Stores tasks from the server with their cursor. A task with the title of one that is being created may be that one:
 * it is held back until the answer contains its id.
 */
export async function receive(tx: Tx, tasks: readonly Task[], cursor?: number): Promise<void> {
  const sent = (await tx.ops()).filter(({ state, change }) => state === "sent" && change.kind === "create");
  const titles = new Set(sent.map(({ change }) => change.kind === "create" && change.task.title));
  const held = new Set((await tx.meta<number[]>("held")) ?? []);
  const heldBefore = held.size;
  const known = await knownOf(tx, tasks);
  for (const { id, title } of tasks) if (titles.has(title) && !known.has(id)) held.add(id);
  await tx.putTasks(tasks.filter(({ id, version }) => version > (known.get(id)?.version ?? 0)));
  if (held.size > heldBefore) await tx.putMeta("held", [...held]);
  if (cursor !== undefined && cursor > ((await tx.meta<number>("cursor")) ?? 0))
    await tx.putMeta("cursor", cursor);
}

/** The known versions of these tasks; for many tasks, everything is read at once. */
async function knownOf(tx: Tx, tasks: readonly Task[]): Promise<Map<number, Task>> {
  const found = tasks.length > 20 ? await tx.tasks() : await Promise.all(tasks.map(({ id }) => tx.task(id)));
  return new Map(found.flatMap((task) => (task ? [[task.id, task]] : [])));
}

async function putNewer(tx: Tx, task: Task): Promise<void> {
  const known = await tx.task(task.id);
  if (!known || task.version >= known.version) await tx.putTask(task);
}

async function releaseHeld(tx: Tx): Promise<void> {
  if (((await tx.meta<number[]>("held")) ?? []).length === 0) return;
  const unsettled = (await tx.ops()).some(
    ({ state, change }) => state === "sent" && change.kind === "create",
  );
  if (!unsettled) await tx.putMeta("held", []);
}
