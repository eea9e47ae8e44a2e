import { type Database, prepared } from "../database.ts";

const seenSql = prepared(
  `insert into presence (user_id, seen_at)
   select id, now() from users where id = any($1::uuid[]) order by id for key share skip locked
   on conflict (user_id) do update set seen_at = excluded.seen_at`,
);

/** Notes that people were at work just now; erased accounts are left out. */
export async function markSeen(db: Database, userIds: string[]): Promise<void> {
  await db.query(seenSql, [userIds]);
}
