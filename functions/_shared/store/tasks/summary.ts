import type { Summary } from "../../contract/api/tasks.ts";
import type { Queryable } from "../database.ts";

/** Counts the user's tasks; `date` is their today, `week` the instant at which their week began. */
export async function countByDay(
  db: Queryable,
  userId: string,
  { date, week }: { date: string; week: Date },
): Promise<Omit<Summary, "date" | "time_zone">> {
  const { rows } = await db.query(
    `select count(*) filter (where status = 'open' and due->>'date' < $2) as overdue,
       count(*) filter (where status = 'open' and due->>'date' = $2) as today,
       count(*) filter (where status = 'open' and due->>'date' > $2) as upcoming,
       count(*) filter (where status = 'open' and due is null) as no_date,
       count(*) filter (where completed_at >= $3) as completed_this_week
     from tasks where user_id = $1 and deleted_at is null and (status = 'open' or completed_at >= $3)`,
    [userId, date, week],
  );
  return rows[0];
}
