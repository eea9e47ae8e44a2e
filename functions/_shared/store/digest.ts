import { Settings } from "../domain/settings.ts";
import type { Queryable } from "./database.ts";

/** A person who wants the digest. */
export interface DigestUser {
  id: string;
  time_zone: string;
  /** Local hour from which it is due. */
  digest_hour: number;
  last_digest: string | null;
}

/** Everyone who wants the digest, in batches by id. */
export async function* digestUsers(db: Queryable, batch = 500): AsyncGenerator<DigestUser> {
  let after = "00000000-0000-0000-0000-000000000000";
  for (;;) {
    const { rows } = await db.query(
      `select id, time_zone, settings, last_digest from users
       where id > $1 and settings->'notifications'->>'digest' = 'true' order by id limit $2`,
      [after, batch],
    );
    for (const { settings, ...user } of rows)
      yield { ...user, digest_hour: Settings.parse(settings).notifications.digest_hour };
    if (rows.length < batch) return;
    after = rows.at(-1).id;
  }
}

/** Titles of what is due on a local date, and of what was due before it. */
export interface Agenda {
  today: string[];
  overdue: string[];
}

export async function agendaOf(db: Queryable, userId: string, date: string): Promise<Agenda> {
  const { rows } = await db.query<{ title: string; overdue: boolean }>(
    `select title, due->>'date' < $2 as overdue from tasks
     where user_id = $1 and status = 'open' and deleted_at is null and due->>'date' <= $2
     order by due_at, priority, id limit 50`,
    [userId, date],
  );
  const titles = (overdue: boolean) =>
    rows.filter((row) => row.overdue === overdue).map(({ title }) => title);
  return { today: titles(false), overdue: titles(true) };
}
