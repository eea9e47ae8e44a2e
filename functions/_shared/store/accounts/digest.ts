import { derivedId } from "../../domain/ids.ts";
import type { Queryable } from "../database.ts";
import { dueDay } from "../tasks/list.ts";

/** The id of a person's digest of a local date, so that sending it again finds its own rows in the ledger. */
export const digestId = (userId: string, date: string): string => derivedId("digest", userId, date);

/** A person who wants the digest. */
export interface DigestUser {
  id: string;
  time_zone: string;
  settings: unknown;
  last_digest: string | null;
}

/** Everyone who wants the digest, in batches ordered by id. */
export async function* digestUsers(db: Queryable, batch = 500): AsyncGenerator<DigestUser> {
  let after = "00000000-0000-0000-0000-000000000000";
  for (;;) {
    const { rows } = await db.query<DigestUser>(
      `select id, time_zone, settings, last_digest from users
       where id > $1 and settings->'notifications'->>'digest' = 'true' and erase_at is null order by id limit $2`,
      [after, batch],
    );
    yield* rows;
    const last = rows.at(-1);
    if (rows.length < batch || !last) return;
    after = last.id;
  }
}

/** Titles of the tasks due on a local date, and of those due earlier. */
export interface Agenda {
  today: string[];
  overdue: string[];
}

export async function agendaOf(db: Queryable, userId: string, date: string): Promise<Agenda> {
  const { rows } = await db.query<{ title: string; overdue: boolean }>(
    `select title, ${dueDay} < $2 as overdue from tasks
     where user_id = $1 and status = 'open' and deleted_at is null and ${dueDay} <= $2
     order by due_at, priority, id limit 50`,
    [userId, date],
  );
  const titles = (overdue: boolean) =>
    rows.filter((row) => row.overdue === overdue).map(({ title }) => title);
  return { today: titles(false), overdue: titles(true) };
}

/** Stores that a person's digest was sent. */
export async function recordDigest(db: Queryable, userId: string, digestId: string): Promise<void> {
  await db.query("update users set last_digest = $2 where id = $1", [userId, digestId]);
}
