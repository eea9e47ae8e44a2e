import type { Import } from "../../contract/api/imports.ts";
import type { Problem } from "../../contract/problems.ts";
import type { Queryable } from "../database.ts";

/**
 * State of an import: its file is not read yet, is being read; its entries are being sent, are all sent; or it failed.
 * `progressOf` counts the results of the entries that were sent.
 */
export type ImportState = "queued" | "reading" | "sending" | "sent" | "failed";

/** An import as it is remembered. */
export interface ImportRow
  extends Pick<Import, "format" | "total" | "read" | "already" | "problem" | "report"> {
  id: string;
  state: ImportState;
  created_at: Date;
}

/** How the operations of an import stand. */
export type ImportProgress = Pick<Import, "succeeded" | "failed">;

const columns = "id, format, state, total, read, already, problem, created_at";

/** One of the user's imports, or undefined. */
export async function findImport(db: Queryable, userId: string, id: string): Promise<ImportRow | undefined> {
  const { rows } = await db.query<ImportRow>(
    `select ${columns}, report from imports where id = $1 and user_id = $2`,
    [id, userId],
  );
  return rows[0];
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
