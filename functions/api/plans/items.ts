import { createHash } from "node:crypto";
import type { PlanChange } from "../../_shared/contract/api/plans.ts";
import { problem } from "../../_shared/contract/problems.ts";
import type { CommandCall } from "../../_shared/contract/schemas.ts";
import { type Change, changed } from "../../_shared/domain/task/change.ts";
import { circumstances } from "../../_shared/domain/task/circumstances.ts";
import { type Circumstances, create } from "../../_shared/domain/task/rules.ts";
import type { Task } from "../../_shared/domain/task/task.ts";
import type { StoredItem } from "../../_shared/store/plans/plans.ts";
import { findTasks } from "../../_shared/store/tasks/tasks.ts";
import type { ApiDeps } from "../deps.ts";
import { knownAccount } from "../routes/account.ts";

/** The command that carries out a proposed change. */
export function commandOf(change: PlanChange): CommandCall {
  if (change.op === "create") return { command: "create-task", arguments: { task: change.task } };
  const args = { task_id: change.task_id, version: change.version };
  if (change.op === "update") return { command: "update-task", arguments: { ...args, patch: change.patch } };
  return { command: `${change.op}-task`, arguments: args };
}

/**
 * The items of a plan: each command with the task before and after it, by the rules. Throws what a command would be
 * refused with, as long as that is known now.
 */
export async function itemsOf(deps: ApiDeps, userId: string, calls: CommandCall[]): Promise<StoredItem[]> {
  const { time_zone: zone } = await knownAccount(deps, userId);
  const at = circumstances({ now: deps.now(), zone, newId: deps.newId });
  const ids = calls.flatMap(({ arguments: args }) => ("task_id" in args ? args.task_id : []));
  if (new Set(ids).size < ids.length) throw problem("invalid", "A task is in one item of a plan at most.");
  const tasks = new Map((await findTasks(deps.db, userId, ids)).map((task) => [task.id, task]));
  return calls.map((call) => storable(() => itemOf(call, tasks, at)));
}

function itemOf(call: CommandCall, tasks: Map<number, Task>, at: Circumstances): StoredItem {
  const { arguments: args } = call;
  if (!("task_id" in args)) {
    // Refuses what could not be created.
    create(args.task as Parameters<typeof create>[0], at);
    return { call, before: null, after: null };
  }
  const before = tasks.get(args.task_id);
  if (!before) throw problem("task-not-found", `There is no task ${args.task_id}.`);
  if (args.version !== before.version)
    throw problem("version-conflict", `Task ${before.id} is at version ${before.version} now.`, {
      task: before,
    });
  const change = changeOf(call);
  const after = { ...changed(before, change, at), version: before.version + 1 };
  const withNotes = change.kind === "update" && "notes" in change.patch;
  const shown = (task: Task) => (withNotes ? task : { ...task, notes: "" });
  return { call, before: shown(before), after: shown(after) };
}

function changeOf(call: CommandCall): Change {
  const { command, arguments: args } = call;
  if (command === "update-task") return { kind: "update", ...args } as Change;
  return { ...args, kind: command.replace("-task", "") } as Change;
}

function storable<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError) throw problem("invalid", "This has values that cannot be stored.");
    throw error;
  }
}

/** Identifies the commands of a plan: what is confirmed is what was proposed. */
export const hashOf = (calls: CommandCall[]): string =>
  createHash("sha256").update(JSON.stringify(calls)).digest("base64url");
