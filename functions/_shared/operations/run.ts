import type { Deps } from "../dapr/deps.ts";
import type { Circumstances, Draft } from "../domain/changes.ts";
import type { Task } from "../domain/task.ts";
import { ProblemError } from "../errors.ts";
import type { Actor } from "../events/envelope.ts";
import type { OperationResult, TaskAction } from "../events/schemas.ts";
import type { Queryable } from "../store/database.ts";
import { claimOperation, finishOperation, type Undo } from "../store/operations.ts";
import { writeOutbox } from "../store/outbox.ts";
import { lockUser, setSequence } from "../store/users.ts";
import { publishOutbox } from "./publish.ts";
import { resultEvent } from "./result-event.ts";
import { saveChange } from "./save.ts";

/** One operation as it was asked for. */
export interface Operation {
  id: string;
  name: string;
  userId: string;
  actor: Actor;
  fingerprint: string;
  /** When it was accepted; reminders due since then are still sent, late. */
  acceptedAt: Date;
}

/** A change to one task: as it was (null: new), as it shall be, and what that is called. */
export interface Change {
  before: Task | null;
  after: Task | Draft;
  action: TaskAction;
}

/** What an operation decided. The first change's task is its result; no change is a result too. */
export interface Decision {
  changes: Change[];
  undo?: (result: Task) => Undo;
}

/** Reads what it needs in the transaction and decides; refuses by throwing a problem. It writes nothing. */
export type Decide = (tx: Queryable, at: Circumstances) => Promise<Decision>;

/**
 * Runs an operation once in effect: one transaction remembers its id, changes the tasks and writes the
 * events; then the events are published. A redelivery finds it done and publishes what is left. Rejects
 * when the database or the broker fails, to be tried again.
 */
export async function runOperation(deps: Deps, operation: Operation, decide: Decide): Promise<void> {
  await deps.db.transaction((tx) => runOnce(tx, deps, operation, decide));
  await publishOutbox(deps, operation.id);
}

async function runOnce(tx: Queryable, deps: Deps, operation: Operation, decide: Decide): Promise<void> {
  const { id, userId, name, fingerprint } = operation;
  if (!(await claimOperation(tx, { id, user_id: userId, command: name, fingerprint }))) return;
  const user = await lockUser(tx, userId);
  // The account was erased while the command was on its way: there is nobody to do it for.
  if (!user) return;
  const at = { now: deps.now(), zone: user.time_zone, newId: deps.newId };
  const decision = await decided(() => decide(tx, at));
  if (decision instanceof ProblemError) {
    const { problem } = decision;
    return finish(
      tx,
      deps,
      operation,
      { operation_id: id, status: "failed", task_data: null, problem },
      null,
    );
  }
  const tasks = await saveAll(tx, operation, decision.changes, { ...at, seq: user.seq });
  const task_data = tasks[0] ?? null;
  const undo = task_data && decision.undo ? decision.undo(task_data) : null;
  await finish(
    tx,
    deps,
    operation,
    { operation_id: id, status: "succeeded", task_data, problem: null },
    undo,
  );
}

async function decided(decide: () => Promise<Decision>): Promise<Decision | ProblemError> {
  try {
    return await decide();
  } catch (error) {
    if (error instanceof ProblemError) return error;
    throw error;
  }
}

async function saveAll(
  tx: Queryable,
  operation: Operation,
  changes: Change[],
  at: Circumstances & { seq: number },
): Promise<Task[]> {
  const tasks: Task[] = [];
  let seq = at.seq;
  for (const change of changes) {
    seq += 1;
    tasks.push(await saveChange(tx, operation, change, { ...at, seq }));
  }
  if (changes.length > 0) await setSequence(tx, operation.userId, seq);
  return tasks;
}

async function finish(
  tx: Queryable,
  deps: Deps,
  operation: Operation,
  result: OperationResult,
  undo: Undo | null,
): Promise<void> {
  await finishOperation(tx, result, undo);
  await writeOutbox(tx, operation.id, [resultEvent(operation, result, deps.now(), deps.newId())]);
}
