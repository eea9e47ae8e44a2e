import type { Task } from "../../domain/task/task.ts";
import type { Queryable } from "../database.ts";
import { taskBytes, withinBytes } from "../pages.ts";
import { taskColumns, toTask } from "./tasks.ts";

/** Most rows per query. */
const batch = 500;

const tasksAfter = (trash: boolean) =>
  withinBytes(
    `select * from tasks where user_id = $1 and seq > $2 and deleted_at is ${trash ? "not null" : "null"}
     order by seq limit $3`,
    { order: "seq", bytes: taskBytes },
  );

/**
 * All of a user's tasks, or with `trash` those in the trash, in batches. They are read in the order of their last change, so that
 * a task changed meanwhile is read again instead of missed; the first version read is returned.
 */
export async function* allTasks(
  db: Queryable,
  userId: string,
  { trash = false } = {},
): AsyncGenerator<Task[]> {
  const page = tasksAfter(trash);
  const given = new Set<number>();
  for (let after = 0; ; ) {
    const { rows } = await db.query(`select ${taskColumns}, found from ${page} page order by seq`, [
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
