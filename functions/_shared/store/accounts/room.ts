import { limits } from "../../domain/limits.ts";
import type { Queryable } from "../database.ts";

/** SQL: whether a user has used up the bytes; with some room more for what makes room, such as deleting. */
export const isFull = (more = 1): string => `(kept_bytes >= ${Math.floor(limits.keptBytes * more)}
  or written_bytes >= ${Math.floor(limits.dailyBytes * more)} and written_on = (now() at time zone 'UTC')::date)`;

/** Why a change is refused whose user has used up the bytes. */
export const fullDetail = `At most ${limits.keptBytes / 1e6} MB are kept, and ${limits.dailyBytes / 1e6} MB a day are written.`;

/** SQL: counts bytes of a user, by the place of their number among the values. */
export const countBytes = (place: string): string => `kept_bytes = kept_bytes + ${place}::bigint,
  written_bytes = case when written_on = (now() at time zone 'UTC')::date then written_bytes else 0 end + ${place}::bigint,
  written_on = (now() at time zone 'UTC')::date`;

/** Counts anew what is kept by those who have much, since what is removed is not counted. */
export async function recountBytes(db: Queryable): Promise<void> {
  await db.query("update users set kept_bytes = kept_bytes_of(id) where kept_bytes > $1", [
    limits.keptBytes / 4,
  ]);
}

/**
 * Whether one more task fits under `most`, including the trash; `seq` is that of the user, whose row is locked,
 * after the operations before it, of which some may not be written yet.
 * Counting reads every task, so it is done only when the changes since the last count could have filled the room of
 * that time. At the limit, tasks are refused without counting until the trash is emptied, since nothing else makes
 * room.
 */
export async function hasRoom(tx: Queryable, userId: string, seq: number, most: number): Promise<boolean> {
  // Each task was a change, so there are at most `seq` tasks: almost nobody gets past this line.
  if (seq < most) return true;
  const { rows } = await tx.query<{ counted: number; highest: number; pending: number }>(
    `select counted_tasks as counted, counted_tasks + $2 - counted_seq as highest, $2 - seq as pending
     from users where id = $1`,
    [userId, seq],
  );
  const { counted, highest, pending } = rows[0] as { counted: number; highest: number; pending: number };
  if (highest < most) return true;
  if (counted >= most) return false;
  return (await countTasks(tx, userId)) + pending < most;
}

async function countTasks(tx: Queryable, userId: string): Promise<number> {
  const { rows } = await tx.query<{ counted_tasks: number }>(
    `update users set counted_tasks = (select count(*) from tasks where user_id = $1), counted_seq = seq
     where id = $1 returning counted_tasks`,
    [userId],
  );
  return (rows[0] as { counted_tasks: number }).counted_tasks;
}
