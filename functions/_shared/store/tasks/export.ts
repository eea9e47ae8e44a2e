import type { AuditEntry } from "../../contract/api/export.ts";
import type { Task } from "../../domain/task/task.ts";
import { answerOf } from "../answers.ts";
import type { Queryable } from "../database.ts";
import { taskBytes, withinBytes } from "../pages.ts";
import { taskColumns, toTask } from "./tasks.ts";

/** Most rows per query. */
const batch = 500;

const tasksAfter = withinBytes(
  "select * from tasks where user_id = $1 and seq > $2 and deleted_at is null order by seq limit $3",
  { order: "seq", bytes: taskBytes },
);
const auditAfter = withinBytes(
  "select * from audit where user_id = $1 and seq > $2 order by seq, event_id limit $3",
  { order: "seq, event_id", bytes: "octet_length(task_data::text)" },
);

/**
 * All of a user's tasks except those in the trash, in batches. They are read in the order of their last change, so that
 * a task changed meanwhile is read again instead of missed; the first version read is returned.
 */
export async function* allTasks(db: Queryable, userId: string): AsyncGenerator<Task[]> {
  const given = new Set<number>();
  for (let after = 0; ; ) {
    const { rows } = await db.query(`select ${taskColumns}, found from ${tasksAfter} page order by seq`, [
      userId,
      after,
      batch,
    ]);
    const tasks = rows.map(({ found: _, ...row }) => toTask(row)).filter(({ id }) => !given.has(id));
    for (const { id } of tasks) given.add(id);
    if (tasks.length > 0) yield tasks;
    if (rows.length === 0) return;
    after = rows.at(-1).seq;
  }
}

/** The whole audit trail of a user, oldest first, in batches. */
export async function* allAudit(db: Queryable, userId: string): AsyncGenerator<AuditEntry[]> {
  for (let after = 0; ; ) {
    const { rows } = await db.query(
      `select seq, at, action, actor, task_id, version, operation_id, origin, task_data as task
       from ${auditAfter} page order by seq, event_id`,
      [userId, after, batch],
    );
    if (rows.length === 0) return;
    yield rows.map(answerOf<AuditEntry>);
    after = rows.at(-1).seq;
  }
}
