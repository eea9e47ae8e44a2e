import type { Queryable } from "../database.ts";

/**
 * Whether one more task fits under `most`, including the trash; `seq` is that of the user, whose row is locked.
 * Counting reads every task, so it is done only when the changes since the last count could have filled the room of
 * that time. At the limit, tasks are refused without counting until the trash is emptied, since nothing else makes
 * room.
 */
export async function hasRoom(tx: Queryable, userId: string, seq: number, most: number): Promise<boolean> {
  // Each task was a change, so there are at most `seq` tasks: almost nobody gets past this line.
  if (seq < most) return true;
  const { rows } = await tx.query<{ counted: number; highest: number }>(
    "select counted_tasks as counted, counted_tasks + seq - counted_seq as highest from users where id = $1",
    [userId],
  );
  const { counted, highest } = rows[0] as { counted: number; highest: number };
  if (highest < most) return true;
  if (counted >= most) return false;
  return (await countTasks(tx, userId)) < most;
}

async function countTasks(tx: Queryable, userId: string): Promise<number> {
  const { rows } = await tx.query<{ counted_tasks: number }>(
    `update users set counted_tasks = (select count(*) from tasks where user_id = $1), counted_seq = seq
     where id = $1 returning counted_tasks`,
    [userId],
  );
  return (rows[0] as { counted_tasks: number }).counted_tasks;
}
