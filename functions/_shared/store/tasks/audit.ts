import type { Actor, Envelope } from "../../contract/envelope.ts";
import { type Origin, originIn } from "../../contract/origin.ts";
import type { TaskAction, TaskEvent } from "../../contract/schemas.ts";
import { prepared, type Queryable } from "../database.ts";
import { withinBytes } from "../pages.ts";

const columns =
  "event_id, user_id, task_id, version, seq, action, actor, operation_id, task_data, at, origin";
// The lock keeps an account from being erased meanwhile, and waits for no operation.
const appendSql = prepared(
  `with new as (select * from jsonb_populate_recordset(null::audit, $1)),
     owner as (select id from users where id in (select user_id from new) order by id for key share),
     purged as (
       select user_id, task_id, version from new where action = 'purged'
       union select a.user_id, a.task_id, a.version from audit a
       join new using (user_id, task_id) where a.action = 'purged'
     ),
     gone as (
       delete from audit a using new
       where new.action = 'purged' and a.user_id = new.user_id and a.task_id = new.task_id and a.version < new.version
     )
   insert into audit (${columns})
   select ${columns} from new where user_id in (select id from owner) and not exists (
     select from purged p where p.user_id = new.user_id and p.task_id = new.task_id and p.version > new.version)
   on conflict (event_id) do nothing`,
);

/**
 * Appends task events to the audit trail; one that is there already changes nothing. Notes are the largest field by far,
 * so an entry has them only where they differ from those of the version before. The entry of a task that was deleted
 * forever replaces the earlier ones, which have its content, and none of them is appended any more.
 */
export async function appendAudit(db: Queryable, events: Envelope<TaskEvent>[]): Promise<void> {
  const rows = events.map((event) => {
    const { id: event_id, actor, operationid: operation_id, data } = event;
    const { task_data, user_id, event_type: action, timestamp: at } = data;
    const { id: task_id, version, seq } = task_data;
    const { notes: _, ...short } = task_data;
    return {
      ...{ event_id, user_id, task_id, version, seq, action, actor, operation_id, at },
      task_data: data.notes_kept ? short : task_data,
      origin: originIn(event),
    };
  });
  await db.query(appendSql, [JSON.stringify(rows)]);
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
  /** The task afterwards, without notes if they did not change. */
  task_data: Record<string, unknown>;
  /** The task before, from the entry of its preceding version; with notes if these changed. Null for the first. */
  previous: Record<string, unknown> | null;
  at: Date;
}

const newest = withinBytes(
  `select * from audit where user_id = $1 and ($2::bigint is null or task_id = $2) and ($3::bigint is null or seq < $3)
   order by seq desc, event_id limit $4`,
  { order: "seq desc, event_id", bytes: "2 * octet_length(task_data::text)" },
);

// Of the entries before it has the notes the last one that has any.
const previous = `
  select case when a.task_data ? 'notes' and not p.task_data ? 'notes' then p.task_data || jsonb_build_object('notes',
      (select n.task_data->'notes' from audit n where n.task_id = a.task_id and n.version < p.version
       and n.task_data ? 'notes' order by n.version desc limit 1))
    else p.task_data end
  from audit p where p.task_id = a.task_id and p.version = a.version - 1 limit 1`;

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
       (${previous}) as previous
     from ${newest} a order by a.seq desc, a.event_id`,
    [userId, taskId ?? null, before ?? null, limit + 1],
  );
  const entries = rows.slice(0, limit);
  return { entries, more: (rows[0]?.found ?? 0) > entries.length };
}
