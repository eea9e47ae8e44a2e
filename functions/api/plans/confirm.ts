import type { Plan } from "../../_shared/contract/api/plans.ts";
import { problem } from "../../_shared/contract/problems.ts";
import { submit } from "../../_shared/operations/submit.ts";
import { closePlans, endPlan, findPlan, lockUser, type PlanRow } from "../../_shared/store/plans/plans.ts";
import type { ApiDeps } from "../deps.ts";
import { hashOf } from "./items.ts";
import { keyOf, planOf } from "./view.ts";

/**
 * Confirms a plan and carries out its items one by one. A plan that was confirmed before is continued: what is done
 * already is not done again. Throws `plan-closed` when it is declined, expired or void, and then nothing was done.
 */
export async function confirm(deps: ApiDeps, userId: string, id: string, waitMs: number): Promise<Plan> {
  const until = Date.now() + waitMs;
  const row = await ended(deps, userId, id, "confirmed");
  for (const [index, { call }] of row.items.entries()) {
    // Under one deadline, so that nothing is sent after the answer; confirming again continues.
    const left = until - Date.now();
    if (left <= 0) break;
    const { actor, origin } = row;
    await submit(deps, { ...call, userId, actor, origin, key: keyOf(row.id, index) }, left);
  }
  return planOf(deps, row);
}

/** Declines a plan; nothing was done and nothing will be. Throws `plan-closed` when it is over otherwise. */
export const decline = async (deps: ApiDeps, userId: string, id: string): Promise<Plan> =>
  planOf(deps, await ended(deps, userId, id, "declined"));

/** The plan in the wanted status: the user is locked, so no task changes between the check and the status. */
async function ended(
  deps: ApiDeps,
  userId: string,
  id: string,
  wanted: "confirmed" | "declined",
): Promise<PlanRow> {
  const row = await deps.db.transaction(async (tx) => {
    await lockUser(tx, userId);
    await closePlans(tx, userId, deps.now());
    const found = await findPlan(tx, userId, id);
    if (!found) return undefined;
    const intact = found.hash === hashOf(found.items.map(({ call }) => call));
    await endPlan(tx, userId, id, intact ? wanted : "void");
    return findPlan(tx, userId, id);
  });
  if (!row) throw problem("not-found");
  if (row.status !== wanted) throw problem("plan-closed", undefined, { plan: await planOf(deps, row) });
  return row;
}
