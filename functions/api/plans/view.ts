import type { Plan, PlanItem, PlanSummary } from "../../_shared/contract/api/plans.ts";
import type { Problem } from "../../_shared/contract/problems.ts";
import type { OperationResult } from "../../_shared/contract/schemas.ts";
import { operationIdOf } from "../../_shared/operations/submit.ts";
import { findResults } from "../../_shared/store/operations/results.ts";
import type { PlanRow, StoredItem } from "../../_shared/store/plans/plans.ts";
import type { ApiDeps } from "../deps.ts";

/** The key under which an item of a plan is carried out, so that it is carried out once. */
export const keyOf = (planId: string, index: number): string => `plan/${planId}/${index}`;

/** The operations of a plan's items, in order. */
export const operationsOf = ({ id, user_id, items }: PlanRow): string[] =>
  items.map((_, index) => operationIdOf(user_id, keyOf(id, index)));

export function summaryOf({ config }: Pick<ApiDeps, "config">, row: Omit<PlanRow, "items">) {
  const { id, status, actor, origin, reason } = row;
  return {
    ...{ id, status, actor, origin, ...(reason && { reason }) },
    created_at: row.created_at.toISOString(),
    expires_at: row.expires_at.toISOString(),
    url: `${config.PUBLIC_URL}/#/plans/${id}`,
  } satisfies Omit<PlanSummary, "changes">;
}

/** A plan as the API returns it, with the results that its items have by now. */
export async function planOf(deps: ApiDeps, row: PlanRow): Promise<Plan> {
  const ids = operationsOf(row);
  const results = row.status === "confirmed" ? await findResults(deps.db, ids) : [];
  const ended = new Map(results.map((result) => [result.operation_id, result]));
  const items = row.items.map((item, index) => itemView(item, ended.get(ids[index] as string)));
  return { ...summaryOf(deps, row), items };
}

function itemView({ call, before, after }: StoredItem, result: OperationResult | undefined): PlanItem {
  const { command, arguments: args } = call;
  return {
    op: command.replace("-task", "") as PlanItem["op"],
    task_id: "task_id" in args ? args.task_id : null,
    version: "version" in args ? args.version : null,
    ...("task" in args && { task: args.task as NonNullable<PlanItem["task"]> }),
    ...("patch" in args && { patch: args.patch as Record<string, unknown> }),
    before,
    after,
    ...(result && { result: resultView(result) }),
  };
}

const resultView = ({ operation_id, status, problem }: OperationResult) => ({
  ...{ operation_id, status, ...(problem && { problem: shortly(problem) }) },
});

/** What a list of results says about a problem. */
export const shortly = ({ code, title, detail }: Problem) => ({ code, title, ...(detail && { detail }) });
