import type { Plan } from "../../_shared/contract/api/plans.ts";
import type { Actor } from "../../_shared/contract/envelope.ts";
import type { Origin } from "../../_shared/contract/origin.ts";
import { problem } from "../../_shared/contract/problems.ts";
import type { CommandCall } from "../../_shared/contract/schemas.ts";
import { derivedId } from "../../_shared/domain/ids.ts";
import { limits } from "../../_shared/domain/limits.ts";
import { currentTurn } from "../../_shared/store/plans/bounds.ts";
import { holderOf } from "../../_shared/store/plans/holder.ts";
import { closePlans, findPlan, insertPlan, lockUser, type PlanRow } from "../../_shared/store/plans/plans.ts";
import type { ApiDeps } from "../deps.ts";
import { accountGone } from "../routes/account.ts";
import { hashOf, itemsOf } from "./items.ts";
import { planOf } from "./view.ts";

/** Milliseconds for which a plan can be confirmed. */
const validity = 15 * 60_000;

/** What an assistant proposes. */
export interface Proposal {
  userId: string;
  actor: Actor;
  origin: Origin;
  calls: CommandCall[];
  reason?: string | undefined;
  /** Makes a repeat find the plan of the first request. */
  key: string | undefined;
}

/** Stores a plan, or finds the one of the same key. Throws what its commands would be refused with. */
export async function propose(deps: ApiDeps, proposal: Proposal): Promise<Plan> {
  const { userId, calls, key } = proposal;
  const id = key === undefined ? deps.newId() : derivedId("plan", userId, key);
  const hash = hashOf(calls);
  const row = (await existing(deps, userId, id)) ?? (await stored(deps, proposal, { id, hash }));
  if (row.hash !== hash) throw problem("idempotency-key-reused");
  return planOf(deps, row);
}

async function existing(deps: ApiDeps, userId: string, id: string): Promise<PlanRow | undefined> {
  await closePlans(deps.db, userId, deps.now());
  return findPlan(deps.db, userId, id);
}

async function stored(
  deps: ApiDeps,
  { userId, actor, origin, calls, reason = "" }: Proposal,
  known: { id: string; hash: string },
): Promise<PlanRow> {
  const items = await itemsOf(deps, userId, calls);
  if (Buffer.byteLength(JSON.stringify(items)) > limits.planBytes)
    throw problem("too-large", "This is too much for one plan; propose it in parts.");
  const now = deps.now();
  const holder = holderOf(origin);
  return deps.db.transaction(async (tx) => {
    if (!(await lockUser(tx, userId))) throw accountGone();
    const turn_id = origin.turn_id || ((await currentTurn(tx, { userId, holder, now })) ?? deps.newId());
    const inserted = await insertPlan(tx, {
      ...{
        ...known,
        user_id: userId,
        actor: actor as PlanRow["actor"],
        holder,
        reason: reason || null,
        items,
      },
      ...{ origin: { ...origin, turn_id }, created_at: now, expires_at: new Date(now.getTime() + validity) },
    });
    if (!inserted) throw problem("limit-reached", "Too many plans await the person.");
    return (await findPlan(tx, userId, known.id)) as PlanRow;
  });
}
