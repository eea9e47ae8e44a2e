import type { Queryable } from "../database.ts";

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

/** Those of these operations that this import has sent. */
export async function ownEntries(
  db: Queryable,
  importId: string,
  operationIds: string[],
): Promise<Set<string>> {
  const { rows } = await db.query<{ operation_id: string }>(
    "select operation_id from import_entries where import_id = $1 and operation_id = any($2::uuid[])",
    [importId, operationIds],
  );
  return new Set(rows.map(({ operation_id }) => operation_id));
}

/** Records the operations that an import is about to send; those that are recorded already stay unchanged. */
export async function recordEntries(
  db: Queryable,
  { id, user_id }: { id: string; user_id: string },
  operationIds: string[],
): Promise<void> {
  await db.query(
    `insert into import_entries (operation_id, import_id, user_id) select sent.id, $2, $3 from unnest($1::uuid[]) sent (id)
     on conflict do nothing`,
    [operationIds, id, user_id],
  );
}
