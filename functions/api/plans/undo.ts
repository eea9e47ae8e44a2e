import type { Undone } from "../../_shared/contract/api/plans.ts";
import type { Origin } from "../../_shared/contract/origin.ts";
import { problem, problemOf } from "../../_shared/contract/problems.ts";
import type { CommandCall } from "../../_shared/contract/schemas.ts";
import { operationIdOf, type Submitted, submit } from "../../_shared/operations/submit.ts";
import { findOperation, type OperationRow } from "../../_shared/store/operations/operations.ts";
import { countedAmong } from "../../_shared/store/plans/bounds.ts";
import { holderOf } from "../../_shared/store/plans/holder.ts";
import { waitOf } from "../requests.ts";
import type { Context } from "../route.ts";
import { needsConfirmation } from "./admit.ts";
import { shortly } from "./view.ts";

type By = Pick<Context<unknown, unknown, unknown>, "deps" | "userId" | "actor" | "origin" | "request">;

/** Whether the caller may undo an operation: a person each of theirs, an assistant only its own. */
export const mayUndo = ({ origin }: Pick<By, "origin">, operation: OperationRow): boolean =>
  !origin || (operation.origin !== null && holderOf(operation.origin) === holderOf(origin));

/**
 * Which of the operations need the person's confirmation to be undone: for an assistant, what the person confirmed, and
 * what would need it anyway, except that it may take back what it created itself.
 */
export async function undoNeedsConfirmation(
  { deps, userId, origin }: Pick<By, "deps" | "userId" | "origin">,
  operations: OperationRow[],
): Promise<Set<string>> {
  if (!origin) return new Set();
  const ids = operations.map(({ id }) => id);
  const own = await countedAmong(deps.db, userId, ids);
  const needed = operations.filter(
    ({ id, undo, command }) =>
      !own.has(id) || (undo !== null && command !== "create-task" && needsConfirmation(undo)),
  );
  return new Set(needed.map(({ id }) => id));
}

/**
 * Sends the command that undoes an operation, against the version that it left, or `version` if that one is equal. An
 * operation that was undone is not undone again.
 */
export async function undoOperation(
  { deps, userId, actor, origin }: Omit<By, "request">,
  operation: OperationRow,
  waitMs: number,
  version = versionOf(operation),
): Promise<Submitted> {
  const key = `undo/${operation.id}`;
  const known = await findOperation(deps.db, userId, operationIdOf(userId, key));
  if (known?.result?.status === "succeeded") return { id: known.id, result: known.result };
  const { command, arguments: args } = operation.undo as CommandCall;
  const call = { command, arguments: { ...args, version } } as CommandCall;
  const own = version === versionOf(operation) ? key : `${key}/${version}`;
  return submit(deps, { ...call, userId, actor, origin: originOf(origin), key: own }, waitMs);
}

const versionOf = ({ undo }: OperationRow): number =>
  ((undo as CommandCall).arguments as { version: number }).version;

// A turn of its own, so that undoing the turn does not undo its undoing.
const originOf = (origin: Origin | null): Origin | null =>
  origin && { ...origin, turn_id: `${origin.turn_id.slice(0, 90)}/undo` };

/**
 * Undoes operations, the latest first, which is their order here. When a later change of the same task was undone, its
 * task is as an earlier one left it, in a new version. What was changed since is left.
 */
export async function undoAll(by: By, operations: OperationRow[]): Promise<Undone> {
  const until = Date.now() + waitOf(by.request);
  /** Task and version → the version in which the task is the same again. */
  const same = new Map<string, number>();
  const results: Undone["results"] = [];
  const needed = await undoNeedsConfirmation(by, operations);
  for (const operation of operations) {
    const left = versionOf(operation);
    const task = operation.result?.task_data;
    if (!task) continue;
    const about = { operation_id: operation.id, task_id: task.id, title: task.title };
    if (needed.has(operation.id)) {
      results.push({
        ...about,
        status: "left",
        problem: shortly(problemOf(problem("confirmation-required"))),
      });
      continue;
    }
    const version = same.get(`${task.id} ${left}`) ?? left;
    const wait = Math.max(0, until - Date.now());
    const result = wait > 0 ? (await undoOperation(by, operation, wait, version)).result : undefined;
    if (result?.task_data) same.set(`${task.id} ${left - 1}`, result.task_data.version);
    if (!result) results.push({ ...about, status: "pending" });
    else if (result.problem) results.push({ ...about, status: "left", problem: shortly(result.problem) });
    else results.push({ ...about, status: "undone" });
  }
  return { results };
}
