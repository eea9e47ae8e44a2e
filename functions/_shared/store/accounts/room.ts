import type { Queryable } from "../database.ts";

/**
 * Whether one more task fits under `most`, the trash included; `seq` is the user's, who is locked. Counting reads
 * every task, so it is done only when the changes since the last count could have filled the room there was then.
 * Someone at the limit is refused without counting until the trash is emptied, the only thing that makes room.
 */
export async function hasRoom(tx: Queryable, userId: string, seq: number, most: number): Promise<boolean> {
  // Each task was a change: fewer changes are fewer tasks, and almost nobody gets past this.
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
