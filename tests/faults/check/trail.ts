import { isDeepStrictEqual } from "node:util";
import type { Task } from "../../../functions/_shared/domain/task/task.ts";
import type { AuditEntry, FinalState, History, Operation } from "../history.ts";
import { groupBy } from "./group.ts";

/** The possible actions in each state of a task, and the next state; null keeps it. */
const life: Record<string, Record<string, string | null>> = {
  none: { created: "open", "occurrence-generated": "open" },
  open: { updated: null, completed: "done", skipped: "done", deleted: "deleted" },
  done: { updated: null, reopened: "open", deleted: "deleted" },
  // A generated occurrence that reopening removed is restored when it is needed again.
  deleted: { restored: "restored", "occurrence-generated": "open" },
};

/** The trail has every version of every task once, in a possible order, and ends with the task's current state. */
export function* checkTrail(history: History, state: FinalState): Generator<string> {
  const trails = groupBy(state.audit, ({ task_id }) => task_id);
  for (const task of [...state.tasks.values()].flat()) yield* checkTask(task, trails.get(task.id) ?? []);
  for (const [user, entries] of groupBy(state.audit, ({ user_id }) => user_id)) {
    const numbers = entries.map(({ seq }) => seq).sort((a, b) => a - b);
    if (!isDeepStrictEqual(numbers, counting(numbers.length)))
      yield `user ${user}: ${numbers.length} changes are numbered up to ${numbers.at(-1)}`;
  }
  yield* checkOrder(history.operations);
}

function* checkTask(task: Task, trail: AuditEntry[]): Generator<string> {
  const versions = trail.map(({ version }) => version);
  if (!isDeepStrictEqual(versions, counting(task.version)))
    yield `task ${task.id} is at version ${task.version}, its trail has ${versions.join(" ") || "none"}`;
  if (new Set(trail.map(({ operation_id }) => operation_id)).size !== trail.length)
    yield `task ${task.id} was changed twice by one operation`;
  if (trail.some(({ seq }, index) => seq <= (trail[index - 1]?.seq ?? 0)))
    yield `task ${task.id}: its versions were not made in order`;
  const last = trail.at(-1)?.task_data;
  const notes = trail.findLast(({ task_data }) => task_data.notes !== undefined)?.task_data.notes;
  if (last && !isDeepStrictEqual({ ...last, notes }, task))
    yield `task ${task.id} is not what its trail says`;
  let at = "none";
  for (const { action, version, task_data } of trail) {
    const next = life[at]?.[action];
    if (next === undefined) yield `task ${task.id} version ${version}: ${action} while ${at}`;
    at = next === "restored" ? task_data.status : (next ?? at);
  }
}

/** An operation that ended before another began has a lower version. */
function* checkOrder(operations: Operation[]): Generator<string> {
  const done = operations.filter(({ task }) => task !== undefined);
  for (const [id, all] of groupBy(done, ({ task }) => task?.id)) {
    for (const first of all)
      for (const then of all) {
        const before = (first.ended ?? Number.POSITIVE_INFINITY) < then.begun;
        if (before && Number(first.task?.version) >= Number(then.task?.version))
          yield `task ${id}: version ${first.task?.version} had been answered before ${then.task?.version} was asked for`;
      }
  }
}

const counting = (length: number): number[] => Array.from({ length }, (_, index) => index + 1);
