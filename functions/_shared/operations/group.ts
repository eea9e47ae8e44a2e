import type { OutgoingEvent } from "../contract/envelope.ts";
import { type Problem, problemOf } from "../contract/problems.ts";
import type { CommandCall } from "../contract/schemas.ts";
import { attendedTopics } from "../contract/topics.ts";
import { Refusal, refusal } from "../domain/refusal.ts";
import { circumstances } from "../domain/task/circumstances.ts";
import type { Task } from "../domain/task/task.ts";
import { wholeDayTime } from "../domain/wall-clock.ts";
import type { Deps } from "../platform/deps.ts";
import { fullDetail } from "../store/accounts/room.ts";
import type { Queryable, Transaction } from "../store/database.ts";
import { type Begun, beginOperations, type Ended, endOperations } from "../store/operations/operations.ts";
import type { WrittenEvents } from "../store/operations/outbox.ts";
import { eventMaker, resultEvent } from "./announcements.ts";
import type { Decide, Decision, Operation, Situation } from "./operation.ts";
import { type Pending, saveChanges } from "./save.ts";

/** An operation, and how it is decided. */
export interface Requested {
  operation: Operation;
  decide: Decide;
}

/**
 * What became of an operation: its events to publish; `done`: it was before, or its user no longer exists; `skipped`: its
 * user is locked or no longer exists.
 */
export type Outcome = WrittenEvents | "done" | "skipped";

/** An operation that was claimed and decided, and what it has changed so far. */
interface Running {
  operation: Operation;
  at: Situation;
  decision: Decision | Refusal;
  tasks: Task[];
  events: OutgoingEvent[];
}

/**
 * Runs operations in one transaction: claims them, decides one after another, and writes what they change. None of them
 * sees what another one changes; throws if two change the same task. With `skip` it waits for no user that is locked.
 */
export async function runInOne(
  tx: Transaction,
  deps: Deps,
  group: Requested[],
  { skip }: { skip: boolean },
): Promise<Outcome[]> {
  const begun = await beginOperations(
    tx,
    group.map(({ operation }) => operation),
    { skip },
  );
  const running = new Map<Requested, Running>();
  const sequences = new Map<string, number>();
  for (const [index, each] of group.entries()) {
    const user = begun[index];
    if (!user?.claimed) continue;
    const { userId } = each.operation;
    const its = await decided(tx, deps, each, { ...user, seq: sequences.get(userId) ?? user.seq });
    sequences.set(userId, its.at.seq + changesOf(its).length);
    running.set(each, its);
  }
  refuseTwoOfOne([...running.values()]);
  await saveAll(tx, [...running.values()]);
  const ended = new Map([...running].map(([each, its]) => [each, endOf(its)]));
  if (ended.size > 0) endOperations(tx, [...ended.values()]);
  return group.map((each, index) => {
    const end = ended.get(each);
    if (end) return { cause: each.operation.id, events: end.events };
    return begun[index] || !skip ? "done" : "skipped";
  });
}

/** Operations that may add any number of bytes; the others make room, or add a little. */
const growing = new Set(["create-task", "import-task", "update-task"]);

async function decided(
  tx: Queryable,
  deps: Deps,
  { operation, decide }: Requested,
  { time_zone: zone, whole_day_time, seq, full }: Begun,
): Promise<Running> {
  const common = circumstances({ now: deps.now(), zone, newId: deps.newId });
  const at = {
    ...common,
    wholeDayTime: whole_day_time ?? wholeDayTime,
    seq,
    acceptedAt: operation.acceptedAt,
  };
  try {
    if (full && growing.has(operation.name)) throw refusal("limit-reached", fullDetail);
    return { operation, at, decision: await decide(tx, at), tasks: [], events: [] };
  } catch (decision) {
    if (decision instanceof Refusal) return { operation, at, decision, tasks: [], events: [] };
    throw decision;
  }
}

const changesOf = ({ decision }: Running) => (decision instanceof Refusal ? [] : decision.changes);

function refuseTwoOfOne(all: Running[]): void {
  const ids = all.flatMap((each) => changesOf(each).flatMap(({ before }) => before?.id ?? []));
  if (new Set(ids).size < ids.length) throw new Error("Two operations of one group change the same task.");
}

/** Writes the first change of each, then the second of each, and so on. */
async function saveAll(tx: Queryable, all: Running[]): Promise<void> {
  const most = Math.max(0, ...all.map((each) => changesOf(each).length));
  for (let index = 0; index < most; index += 1) {
    const some = all.filter((each) => changesOf(each).length > index);
    const saved = await saveChanges(
      tx,
      some.map((each) => pendingOf(each, index)),
    );
    for (const [place, { task, events }] of saved.entries()) {
      some[place]?.tasks.push(task);
      some[place]?.events.push(...events);
    }
  }
}

function pendingOf({ operation, at, ...each }: Running, index: number): Pending {
  const change = changesOf({ operation, at, ...each })[index] as Pending["change"];
  return { operation, change, at: { ...at, seq: at.seq + index + 1 } };
}

function endOf({ operation, at, decision, tasks, events }: Running): Ended {
  const { id: operation_id, fingerprint, undoes } = operation;
  const problem: Problem | null = decision instanceof Refusal ? problemOf(decision) : null;
  const status = problem ? ("failed" as const) : ("succeeded" as const);
  const task_data = tasks[0] ?? null;
  const result = { operation_id, status, task_data, problem, fingerprint };
  const call = task_data && !(decision instanceof Refusal) && decision.undo?.(task_data);
  return {
    ...{ operation, result, undo: call ? undoOf(operation, call) : null, undoes },
    seq: at.seq + tasks.length,
    // The result is published first, since a request waits for it.
    events: isAttended(operation)
      ? [resultEvent(eventMaker(operation, at.newId), result), ...events]
      : events,
  };
}

const isAttended = ({ name }: Operation) => (attendedTopics as readonly string[]).includes(name);

const undoOf = ({ id: undoes }: Operation, call: CommandCall) =>
  ({ ...call, arguments: { ...call.arguments, undoes } }) as CommandCall;
