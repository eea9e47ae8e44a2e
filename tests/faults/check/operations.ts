import type { AuditEntry, FinalState, History, Kind, Operation } from "../history.ts";
import { groupBy } from "./group.ts";

/** The action in the audit trail for each kind of operation. */
const actionOf: Record<Kind, string> = {
  create: "created",
  update: "updated",
  complete: "completed",
  reopen: "reopened",
  skip: "skipped",
  delete: "deleted",
  restore: "restored",
};

/** An accepted operation is handled or dead-lettered, the client got its result, and its effect exists once. */
export function* checkOperations({ operations }: History, state: FinalState): Generator<string> {
  const dead = new Set(state.deadLetters.map(({ event_id }) => event_id));
  const effects = groupBy(state.audit, ({ operation_id }) => operation_id);
  const titles = titlesOf(state);
  for (const operation of operations) {
    const row = state.operations.get(operation.id);
    const name = `${operation.kind} ${operation.id}`;
    const handled = row?.status === "succeeded" || row?.status === "failed";
    if (operation.accepted && !handled && !dead.has(operation.id))
      yield `${name} was accepted, but neither handled nor dead-lettered`;
    if (operation.gaveUp) yield `${name} had no end in ${operation.requests} requests`;
    yield* checkAnswer(name, operation, row);
    yield* checkEffects(name, operation, row?.status === "succeeded", effects.get(operation.id) ?? []);
    const made = operation.title === undefined ? undefined : (titles.get(operation.title) ?? 0);
    if (made !== undefined && made !== (row?.status === "succeeded" ? 1 : 0))
      yield `${name} ${row?.status ?? "never handled"}: ${made} tasks of its title`;
  }
  const known = new Set(operations.map(({ id }) => id));
  for (const entry of state.audit)
    if (entry.actor === "person" && !known.has(entry.operation_id))
      yield `task ${entry.task_id} version ${entry.version} was changed by no operation of the run`;
}

function* checkAnswer(
  name: string,
  operation: Operation,
  row: ReturnType<FinalState["operations"]["get"]>,
): Generator<string> {
  if (operation.outcome === "unknown") return;
  if (operation.outcome !== row?.status)
    yield `${name} was answered ${operation.outcome} (${operation.code ?? ""}), and is ${row?.status ?? "unknown"}`;
  else if (operation.outcome === "failed" && operation.code !== row.code)
    yield `${name} was refused as ${operation.code}, and is ${row.code}`;
  else if (operation.task && (operation.task.id !== row.task_id || operation.task.version !== row.version))
    yield `${name} was answered version ${operation.task.version}, and is ${row.version}`;
  const { task, version } = operation;
  if (task && typeof version === "number" && task.version !== version + 1)
    yield `${name} against version ${version} made version ${task.version}`;
}

function* checkEffects(
  name: string,
  operation: Operation,
  succeeded: boolean,
  effects: AuditEntry[],
): Generator<string> {
  const own = effects.filter(({ action, task_id }) =>
    operation.taskId === undefined ? action === "created" : task_id === operation.taskId,
  );
  const wanted = succeeded ? 1 : 0;
  if (own.length !== wanted) yield `${name}: ${own.length} effects on its task instead of ${wanted}`;
  if (own.some(({ action }) => action !== actionOf[operation.kind])) yield `${name} did ${own[0]?.action}`;
  // Reopening may remove the occurrence that the closing made.
  const others = effects.length - own.length;
  if (others > (operation.kind === "reopen" && succeeded ? 1 : 0)) yield `${name}: ${others} more effects`;
}

/** The number of tasks with each title, without later occurrences. */
function titlesOf(state: FinalState): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { title, occurrence } of [...state.tasks.values()].flat())
    if ((occurrence ?? 1) === 1) counts.set(title, (counts.get(title) ?? 0) + 1);
  return counts;
}
