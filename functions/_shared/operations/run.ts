import type { OutgoingEvent } from "../contract/envelope.ts";
import { problemOf } from "../contract/problems.ts";
import type { CommandCall } from "../contract/schemas.ts";
import { Refusal, refusal } from "../domain/refusal.ts";
import { circumstances } from "../domain/task/circumstances.ts";
import type { Task } from "../domain/task/task.ts";
import { wholeDayTime } from "../domain/wall-clock.ts";
import type { Deps } from "../platform/deps.ts";
import { isIncurable } from "../platform/subscription.ts";
import { fullDetail } from "../store/accounts/room.ts";
import type { Queryable } from "../store/database.ts";
import { beginOperation, endOperation } from "../store/operations/operations.ts";
import { eventMaker, resultEvent } from "./announcements.ts";
import type { Decide, Decision, Operation, Situation } from "./operation.ts";
import { publishOutbox, publishWritten } from "./publish.ts";
import { saveChange } from "./save.ts";

/**
 * Runs an operation so that it has its effect once: one transaction stores its id, changes the tasks and writes the
 * events; then the events are published. A redelivery finds it done and publishes the remaining events. Rejects when
 * the database or the broker fails, so that it is retried.
 */
export async function runOperation(deps: Deps, operation: Operation, decide: Decide): Promise<void> {
  const run = (how: Decide) => deps.db.transaction((tx) => runOnce(tx, deps, operation, how));
  const events = await run(decide).catch((error) => {
    if (!isIncurable(error)) throw error;
    return run(async () => {
      throw refusal("invalid", "This has values that cannot be stored.");
    });
  });
  await (events ? publishWritten(deps, operation.id, events) : publishOutbox(deps, operation.id));
}

/** The events to publish, or undefined when the operation was done before or its user no longer exists. */
async function runOnce(
  tx: Queryable,
  deps: Deps,
  operation: Operation,
  decide: Decide,
): Promise<OutgoingEvent[] | undefined> {
  const user = await beginOperation(tx, operation);
  if (!user?.claimed) return undefined;
  const at = circumstances({ now: deps.now(), zone: user.time_zone, newId: deps.newId });
  const isRefused = user.full && growing.has(operation.name);
  const outcome = await outcomeOf(tx, operation, isRefused ? refuseFull : decide, {
    ...at,
    wholeDayTime: user.whole_day_time ?? wholeDayTime,
    seq: user.seq,
    acceptedAt: operation.acceptedAt,
  });
  const { task_data, problem, undo } = outcome;
  const status = problem ? ("failed" as const) : ("succeeded" as const);
  const { id: operation_id, fingerprint } = operation;
  const result = { operation_id, status, task_data, problem, fingerprint };
  const make = eventMaker(operation, at.newId);
  // The result is published first, since a request waits for it.
  const events = [resultEvent(make, result), ...outcome.events];
  await endOperation(tx, operation, { result, undo, undoes: operation.undoes, seq: outcome.seq, events });
  return events;
}

/** Operations that may add any number of bytes; the others make room, or add a little. */
const growing = new Set(["create-task", "import-task", "update-task"]);

const refuseFull: Decide = async () => {
  throw refusal("limit-reached", fullDetail);
};

async function outcomeOf(tx: Queryable, operation: Operation, decide: Decide, at: Situation) {
  const decision = await decided(() => decide(tx, at));
  if (decision instanceof Refusal)
    return { task_data: null, problem: problemOf(decision), undo: null, seq: at.seq, events: [] };
  const tasks: Task[] = [];
  const events: OutgoingEvent[] = [];
  let { seq } = at;
  for (const change of decision.changes) {
    seq += 1;
    const saved = await saveChange(tx, operation, change, { ...at, seq });
    tasks.push(saved.task);
    events.push(...saved.events);
  }
  const task_data = tasks[0] ?? null;
  const undo = task_data && decision.undo ? undoOf(operation, decision.undo(task_data)) : null;
  return { task_data, problem: null, undo, seq, events };
}

const undoOf = ({ id: undoes }: Operation, call: CommandCall) =>
  ({ ...call, arguments: { ...call.arguments, undoes } }) as CommandCall;

async function decided(decide: () => Promise<Decision>): Promise<Decision | Refusal> {
  try {
    return await decide();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}
