import type { Queryable } from "../database.ts";

/** A program that may ask people for access. */
export interface Client {
  id: string;
  name: string;
  redirect_uris: string[];
}

/** Stores a client that registered itself. */
export async function addClient(
  db: Queryable,
  { id, name, redirect_uris }: Client,
  now: Date,
): Promise<void> {
  await db.query("insert into oauth_clients (id, name, redirect_uris, created_at) values ($1, $2, $3, $4)", [
    id,
    name,
    redirect_uris,
    now,
  ]);
}

/** A registered client; its use keeps it from being removed. */
export async function findClient(db: Queryable, id: string, now: Date): Promise<Client | undefined> {
  const { rows } = await db.query<Client>(
    "update oauth_clients set used_at = $2 where id = $1 returning id, name, redirect_uris",
    [id, now],
  );
  return rows[0];
}
