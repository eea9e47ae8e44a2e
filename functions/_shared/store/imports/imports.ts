import type { Import } from "../../contract/api/imports.ts";
import type { Problem } from "../../contract/problems.ts";
import type { Queryable } from "../database.ts";

/** An import as it is remembered. */
export interface ImportRow extends Pick<Import, "format" | "total" | "already" | "report"> {
  id: string;
  created_at: Date;
}

/** How the operations of an import stand. */
export type ImportProgress = Pick<Import, "succeeded" | "failed">;

const columns = "id, format, total, already, created_at";

/** What is known of an operation that an import is about to send. */
export interface KnownEntry {
  operation_id: string;
  status: "accepted" | "succeeded" | "failed";
  /** Whether the task it made is there and not in the trash. */
  live: boolean;
}

/** Of these operations the ones that were sent before, by this import or another. */
export async function knownEntries(
  db: Queryable,
  userId: string,
  operationIds: string[],
): Promise<Map<string, KnownEntry>> {
  const { rows } = await db.query<KnownEntry>(
    `select asked.id as operation_id, coalesce(o.status, 'succeeded') as status,
       t.id is not null and t.deleted_at is null as live
     from unnest($2::uuid[]) asked (id)
     left join operations o on o.id = asked.id and o.user_id = $1
     left join lateral (
       select task_id from import_entries e
       where e.operation_id = asked.id and e.user_id = $1 and e.task_id is not null limit 1
     ) kept on true
     left join tasks t on t.id = coalesce(o.task_id, kept.task_id) and t.user_id = $1
     where o.id is not null or kept.task_id is not null`,
    [userId, operationIds],
  );
  return new Map(rows.map((row) => [row.operation_id, row]));
}

/** Of these tasks the user's own that are not in the trash. */
export async function liveTasks(db: Queryable, userId: string, ids: number[]): Promise<Set<number>> {
  const { rows } = await db.query<{ id: number }>(
    "select id from tasks where user_id = $1 and id = any($2::bigint[]) and deleted_at is null",
    [userId, ids],
  );
  return new Set(rows.map(({ id }) => id));
}

/** Remembers an import and the operations it has sent; the same import again changes nothing. */
export async function rememberImport(
  tx: Queryable,
  userId: string,
  row: Omit<ImportRow, "created_at">,
  operationIds: string[],
): Promise<void> {
  await tx.query(
    `insert into imports (id, user_id, format, total, already, report) values ($1, $2, $3, $4, $5, $6)
     on conflict (id) do nothing`,
    [row.id, userId, row.format, row.total, row.already, JSON.stringify(row.report)],
  );
  await tx.query(
    `insert into import_entries (operation_id, import_id, user_id) select id, $2, $3 from unnest($1::uuid[]) sent (id)
     on conflict do nothing`,
    [operationIds, row.id, userId],
  );
}

/** One of the user's imports, or undefined. */
export async function findImport(db: Queryable, userId: string, id: string): Promise<ImportRow | undefined> {
  const { rows } = await db.query<ImportRow>(
    `select ${columns}, report from imports where id = $1 and user_id = $2`,
    [id, userId],
  );
  return rows[0];
}

/** How many imports of the user are remembered. */
export async function countImports(db: Queryable, userId: string): Promise<number> {
  const { rows } = await db.query<{ count: number }>("select count(*) from imports where user_id = $1", [
    userId,
  ]);
  return rows[0]?.count ?? 0;
}

/** The user's imports without their reports, newest first. */
export async function listImports(
  db: Queryable,
  userId: string,
  limit: number,
): Promise<Omit<ImportRow, "report">[]> {
  const { rows } = await db.query<Omit<ImportRow, "report">>(
    `select ${columns} from imports where user_id = $1 order by created_at desc limit $2`,
    [userId, limit],
  );
  return rows;
}

/** How the operations of these imports stand; what is neither succeeded nor failed is still on its way. */
export async function progressOf(db: Queryable, importIds: string[]): Promise<Map<string, ImportProgress>> {
  const { rows } = await db.query<ImportProgress & { import_id: string }>(
    `select e.import_id, count(*) filter (where o.status = 'succeeded' or e.task_id is not null)::int as succeeded,
       count(*) filter (where o.status = 'failed')::int as failed
     from import_entries e left join operations o on o.id = e.operation_id
     where e.import_id = any($1::uuid[]) group by e.import_id`,
    [importIds],
  );
  return new Map(rows.map(({ import_id, ...progress }) => [import_id, progress]));
}

/** Why operations of an import failed, at most `limit` of them. */
export async function failuresOf(db: Queryable, importId: string, limit: number): Promise<Problem[]> {
  const { rows } = await db.query<{ problem: Problem }>(
    `select o.result->'problem' as problem from import_entries e join operations o on o.id = e.operation_id
     where e.import_id = $1 and o.status = 'failed' order by o.created_at, o.id limit $2`,
    [importId, limit],
  );
  return rows.map(({ problem }) => problem);
}
