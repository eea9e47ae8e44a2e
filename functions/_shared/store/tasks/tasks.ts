import { fieldNames, fields, fieldsWith, priorities } from "../../domain/task/fields.ts";
import type { Draft } from "../../domain/task/rules.ts";
import type { Task } from "../../domain/task/task.ts";
import { prepared, type Queryable } from "../database.ts";

/** Columns of a task in the order of the API; every query that returns tasks selects these. */
export const taskColumns = fieldNames.join(", ");

/** Number stored for a priority, high first, so that it sorts as people expect. */
export const priorityRank = (priority: Task["priority"]): number => priorities.indexOf(priority) + 1;

type TaskRow = Omit<Task, "priority" | "due_at"> & { priority: number } & Record<string, unknown>;

const instants = fieldsWith({ stored: "instant" });

/** The task that a row of `taskColumns` holds. */
export function toTask(row: TaskRow): Task {
  // The loop below makes the instants what the type says.
  const task = { ...row, priority: priorities[row.priority - 1] } as unknown as Task;
  for (const key of instants) {
    const value = row[key] as unknown;
    (task as Record<string, unknown>)[key] = value instanceof Date ? value.toISOString() : value;
  }
  return task;
}

const findSql = prepared(`select ${taskColumns} from tasks where user_id = $1 and id = $2`);

/** One of the user's tasks, including deleted ones, or undefined; never another user's. */
export async function findTask(db: Queryable, userId: string, id: number): Promise<Task | undefined> {
  const { rows } = await db.query(findSql, [userId, id]);
  return rows[0] && toTask(rows[0]);
}

/** Those of the tasks that are the user's, including deleted ones. */
export async function findTasks(db: Queryable, userId: string, ids: number[]): Promise<Task[]> {
  const { rows } = await db.query(`select ${taskColumns} from tasks where user_id = $1 and id = any($2)`, [
    userId,
    ids,
  ]);
  return rows.map(toTask);
}

/** The task with this number in a series, including deleted ones. */
export async function findOccurrence(
  db: Queryable,
  userId: string,
  seriesId: string,
  occurrence: number,
): Promise<Task | undefined> {
  const { rows } = await db.query(
    `select ${taskColumns} from tasks where user_id = $1 and series_id = $2 and occurrence = $3`,
    [userId, seriesId, occurrence],
  );
  return rows[0] && toTask(rows[0]);
}

/** The next task of the same series that is not deleted. */
export async function findNextOccurrence(
  db: Queryable,
  userId: string,
  task: Task,
): Promise<Task | undefined> {
  if (task.series_id === null) return undefined;
  const { rows } = await db.query(
    `select ${taskColumns} from tasks where user_id = $1 and series_id = $2 and occurrence > $3
     and deleted_at is null order by occurrence limit 1`,
    [userId, task.series_id, task.occurrence],
  );
  return rows[0] && toTask(rows[0]);
}

/** Whether an earlier occurrence of the task's series is open, in the trash or not. */
export async function isSuperseded(
  db: Queryable,
  userId: string,
  { series_id, occurrence }: Task,
): Promise<boolean> {
  if (series_id === null) return false;
  const { rows } = await db.query(
    `select from tasks where user_id = $1 and series_id = $2 and occurrence < $3 and status = 'open' limit 1`,
    [userId, series_id, occurrence],
  );
  return rows.length > 0;
}

const written = fieldNames.filter((name) => fields[name].from !== "database") as (keyof Draft)[];

/** A task to write, with its person and sequence number. */
export interface Written<Of extends Draft = Draft> {
  userId: string;
  seq: number;
  task: Of;
}

const rows = "jsonb_populate_recordset(null::tasks, $1)";
const insertSql = prepared(`insert into tasks (user_id, seq, ${written.join(", ")})
  select user_id, seq, ${written.join(", ")} from ${rows} returning user_id, ${taskColumns}`);
const updateSql = prepared(`update tasks set version = tasks.version + 1, seq = new.seq, ${written
  .map((column) => `${column} = new.${column}`)
  .join(", ")} from ${rows} new where tasks.user_id = new.user_id and tasks.id = new.id
  returning tasks.user_id, ${fieldNames.map((name) => `tasks.${name}`).join(", ")}`);

/** Inserts tasks at version 1 with their sequence numbers; returns them in the same order. */
export const insertTasks = (tx: Queryable, all: Written[]): Promise<Task[]> => write(tx, insertSql, all);

/** Updates different tasks with their next versions and sequence numbers; returns them in the same order. */
export const updateTasks = (tx: Queryable, all: Written<Task>[]): Promise<Task[]> =>
  write(tx, updateSql, all);

const deleteSql = prepared(`with gone as (
    delete from tasks using ${rows} old where tasks.user_id = old.user_id and tasks.id = old.id
    returning tasks.user_id, old.seq
  )
  update users set purged_seq = greatest(purged_seq, last.seq), counted_tasks = counted_tasks - last.tasks
  from (select user_id, max(seq) as seq, count(*) as tasks from gone group by user_id) last
  where users.id = last.user_id`);

/**
 * Deletes tasks for good, with what belongs to them; returns what is left of each, with its next version and sequence
 * number, in the same order. A device whose cursor is before such a number loads everything.
 */
export async function deleteTasks(tx: Queryable, all: Written<Task>[]): Promise<Task[]> {
  const values = all.map(({ userId, seq, task: { id } }) => ({ user_id: userId, seq, id }));
  await tx.query(deleteSql, [JSON.stringify(values)]);
  return all.map(({ seq, task }) => ({ ...task, seq, version: task.version + 1 }));
}

async function write(tx: Queryable, sql: string, all: Written[]): Promise<Task[]> {
  const values = all.map(({ userId, seq, task }) => ({
    ...task,
    ...{ user_id: userId, seq, priority: priorityRank(task.priority) },
  }));
  const { rows } = await tx.query(sql, [JSON.stringify(values)]);
  // A person has one task at each sequence number.
  const place = (userId: string, seq: number) => `${userId} ${seq}`;
  const found = new Map(rows.map(({ user_id, ...row }) => [place(user_id, row.seq), toTask(row)]));
  return all.map(({ userId, seq }) => found.get(place(userId, seq)) as Task);
}

/** Open tasks with reminders whose due date has no time, which therefore follow the user's time for whole days. */
export async function wholeDayTasks(db: Queryable, userId: string): Promise<number[]> {
  const { rows } = await db.query<{ id: number }>(
    `select id from tasks where user_id = $1 and due is not null and due->'time' is null
       and jsonb_array_length(reminders) > 0 and status = 'open' and deleted_at is null`,
    [userId],
  );
  return rows.map(({ id }) => id);
}

/** Open tasks whose due date has no zone of its own and therefore follows the user's. */
export async function floatingTasks(db: Queryable, userId: string): Promise<number[]> {
  const { rows } = await db.query<{ id: number }>(
    `select id from tasks
     where user_id = $1 and due is not null and due->'time_zone' is null and status = 'open' and deleted_at is null`,
    [userId],
  );
  return rows.map(({ id }) => id);
}
