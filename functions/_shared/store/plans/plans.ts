import type { PlanItem, PlanSummary } from "../../contract/api/plans.ts";
import type { Origin } from "../../contract/origin.ts";
import type { CommandCall } from "../../contract/schemas.ts";
import { limits } from "../../domain/limits.ts";
import type { Queryable } from "../database.ts";

/** A change of a plan as it is stored: exactly the command that will be sent, and what the person sees. */
export interface StoredItem extends Pick<PlanItem, "before" | "after"> {
  call: CommandCall;
}

export interface PlanRow extends Pick<PlanSummary, "id" | "status" | "actor"> {
  user_id: string;
  holder: string;
  origin: Origin;
  reason: string | null;
  items: StoredItem[];
  /** Of the commands. */
  hash: string;
  created_at: Date;
  expires_at: Date;
}

const columns = "id, user_id, actor, holder, origin, reason, status, items, hash, created_at, expires_at";

/** Locks the user, which orders the plans of the user among each other and with all operations. */
export async function lockUser(tx: Queryable, userId: string): Promise<boolean> {
  const { rowCount } = await tx.query("select from users where id = $1 for no key update", [userId]);
  return rowCount === 1;
}

/** Stores a plan of the locked user, and forgets the oldest of too many. False when too many await the user. */
export async function insertPlan(tx: Queryable, plan: Omit<PlanRow, "status">): Promise<boolean> {
  const { rows } = await tx.query<{ open: number; own: number }>(
    `select count(*) as open, count(*) filter (where holder = $3) as own from plans
     where user_id = $1 and status = 'proposed' and expires_at > $2`,
    [plan.user_id, plan.created_at, plan.holder],
  );
  const { open = 0, own = 0 } = rows[0] ?? {};
  if (open >= limits.openPlans || own >= limits.holderPlans) return false;
  const bound = plan.items.flatMap(({ before }) => before ?? []);
  await tx.query(
    `insert into plans (id, user_id, actor, holder, origin, reason, items, hash, created_at, expires_at, task_ids, versions)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) on conflict (id) do nothing`,
    [
      ...[plan.id, plan.user_id, plan.actor, plan.holder, plan.origin, plan.reason],
      ...[JSON.stringify(plan.items), plan.hash, plan.created_at, plan.expires_at],
      ...[bound.map(({ id }) => id), bound.map(({ version }) => version)],
    ],
  );
  await tx.query(
    `delete from plans where id in (
       select id from plans where user_id = $1 and status <> 'proposed' order by created_at desc offset $2
     )`,
    [plan.user_id, limits.plans],
  );
  return true;
}

/** Closes the user's plans that have expired or whose tasks have changed since. */
export async function closePlans(db: Queryable, userId: string, now: Date): Promise<void> {
  await db.query(
    `update plans p set status = case when p.expires_at <= $2 then 'expired' else 'void' end
     where user_id = $1 and status = 'proposed' and (p.expires_at <= $2 or exists (
       select from unnest(p.task_ids, p.versions) as bound (task_id, version)
       left join tasks t on t.id = bound.task_id and t.user_id = p.user_id
       where t.version is distinct from bound.version
     ))`,
    [userId, now],
  );
}

/** One of the user's plans, or undefined; with `holder`, only one of that assistant. */
export async function findPlan(
  db: Queryable,
  userId: string,
  id: string,
  holder?: string,
): Promise<PlanRow | undefined> {
  const { rows } = await db.query<PlanRow>(
    `select ${columns} from plans where user_id = $1 and id = $2 and holder = coalesce($3, holder)`,
    [userId, id, holder ?? null],
  );
  return rows[0];
}

/** The user's latest plans, newest first; with `holder`, only those of that assistant. */
export async function listPlans(db: Queryable, userId: string, holder?: string): Promise<PlanRow[]> {
  const { rows } = await db.query<PlanRow>(
    `select ${columns.replace(" items,", " json_array_length(items) as items,")} from (
       select * from plans where user_id = $1 and holder = coalesce($2, holder) order by created_at desc limit 50
     ) as latest order by created_at desc`,
    [userId, holder ?? null],
  );
  return rows;
}

/** Ends a proposed plan; false when it is no longer proposed. */
export async function endPlan(
  tx: Queryable,
  userId: string,
  id: string,
  status: "confirmed" | "declined" | "void",
): Promise<boolean> {
  const { rowCount } = await tx.query(
    "update plans set status = $3 where user_id = $1 and id = $2 and status = 'proposed'",
    [userId, id, status],
  );
  return rowCount === 1;
}
