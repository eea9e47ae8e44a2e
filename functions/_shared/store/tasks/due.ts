import type { Queryable } from "../database.ts";

const open = "user_id = $1 and status = 'open' and deleted_at is null";

/** The next instant after another at which one of the user's open tasks becomes due. */
export async function nextDue(db: Queryable, userId: string, after: Date): Promise<Date | undefined> {
  const { rows } = await db.query<{ due_at: Date }>(
    `select due_at from tasks where ${open} and due_at > $2 order by due_at limit 1`,
    [userId, after],
  );
  return rows[0]?.due_at;
}

/** Most tasks that are named at once. */
const most = 1000;

/** Ids of the user's open tasks that became due after one instant, and by another. */
export async function dueBetween(db: Queryable, userId: string, after: Date, by: Date): Promise<number[]> {
  const { rows } = await db.query<{ id: number }>(
    `select id from tasks where ${open} and due_at > $2 and due_at <= $3 order by due_at limit ${most}`,
    [userId, after, by],
  );
  return rows.map(({ id }) => id);
}

/** Ids of the user's open tasks that were due on a local date. */
export async function dueOn(db: Queryable, userId: string, date: string): Promise<number[]> {
  const { rows } = await db.query<{ id: number }>(
    `select id from tasks where ${open} and due->>'date' = $2 order by id limit ${most}`,
    [userId, date],
  );
  return rows.map(({ id }) => id);
}
