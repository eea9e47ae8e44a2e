import type { Actor, Envelope } from "../../contract/envelope.ts";
import { type Origin, originIn } from "../../contract/origin.ts";
import type { TaskAction, TaskEvent } from "../../contract/schemas.ts";
import type { Queryable } from "../database.ts";
import { withinBytes } from "../pages.ts";

/** Appends a task event to the audit trail; an event that is there already changes nothing. */
export async function appendAudit(db: Queryable, event: Envelope<TaskEvent>): Promise<void> {
  const { id, actor, operationid, data } = event;
  const { task_data: task } = data;
  await db.query(
    `insert into audit (event_id, user_id, task_id, version, seq, action, actor, operation_id, task_data, at, origin)
     select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11 from users where id = $2 for share
     on conflict (event_id) do nothing`,
    [
      id,
      data.user_id,
      task.id,
      task.version,
      task.seq,
      data.event_type,
      actor,
      operationid,
      task,
      data.timestamp,
      originIn(event),
    ],
  );
}

/** One entry of the trail. */
export interface AuditRow {
  event_id: string;
  task_id: number;
  version: number;
  seq: number;
  action: TaskAction;
  actor: Actor;
  operation_id: string | null;
  origin: Origin | null;
  task_data: Record<string, unknown>;
  /** The task before, from the entry of its preceding version; null for the first. */
  previous: Record<string, unknown> | null;
  at: Date;
}

const newest = withinBytes(
  `select * from audit where user_id = $1 and ($2::bigint is null or task_id = $2) and ($3::bigint is null or seq < $3)
   order by seq desc, event_id limit $4`,
  { order: "seq desc, event_id", bytes: "2 * octet_length(task_data::text)" },
);

/**
 * The user's trail, newest first: of one task, or of all; `more`: it goes on. Only entries before the sequence number
 * `before`.
 */
export async function readAudit(
  db: Queryable,
  userId: string,
  { taskId, before, limit }: { taskId?: number | undefined; before?: number | undefined; limit: number },
): Promise<{ entries: AuditRow[]; more: boolean }> {
  const { rows } = await db.query<AuditRow & { found: number }>(
    `select a.event_id, a.task_id, a.version, a.seq, a.action, a.actor, a.operation_id, a.origin, a.task_data, a.at, a.found,
       (select p.task_data from audit p where p.task_id = a.task_id and p.version = a.version - 1 limit 1) as previous
     from ${newest} a order by a.seq desc, a.event_id`,
    [userId, taskId ?? null, before ?? null, limit + 1],
  );
  const entries = rows.slice(0, limit);
  return { entries, more: (rows[0]?.found ?? 0) > entries.length };
}
