import { createHash, randomBytes } from "node:crypto";
import type { Scope } from "../../domain/scopes.ts";
import type { Queryable } from "../database.ts";

/** A program that may work with a person's tasks. */
export interface ConnectionRow {
  id: string;
  user_id: string;
  kind: "client" | "token";
  client_id: string;
  name: string;
  scopes: Scope[];
  expires_at: Date | null;
  created_at: Date;
  used_at: Date | null;
}

/** Hash under which a token or code is stored. */
export const hashOf = (token: string): Buffer => createHash("sha256").update(token).digest();

/** A new secret of 256 random bits. */
export const newSecret = (prefix = ""): string => prefix + randomBytes(32).toString("base64url");

const columns = "id, user_id, kind, client_id, name, scopes, expires_at, created_at, used_at";

/** Adds a connection, in a transaction; false when the person has `most` already, or no longer exists. */
export async function addConnection(
  tx: Queryable,
  row: Omit<ConnectionRow, "used_at"> & { token_hash?: Buffer },
  most: number,
): Promise<boolean> {
  // Concurrent additions of one person count each other.
  const owner = await tx.query("select from users where id = $1 for no key update", [row.user_id]);
  if (owner.rowCount !== 1) return false;
  const { rows } = await tx.query<{ count: number }>(
    "select count(*) as count from connections where user_id = $1",
    [row.user_id],
  );
  if ((rows[0]?.count ?? 0) >= most) return false;
  await tx.query(
    `insert into connections (id, user_id, kind, client_id, name, scopes, token_hash, expires_at, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      ...[row.id, row.user_id, row.kind, row.client_id, row.name, row.scopes],
      ...[row.token_hash ?? null, row.expires_at, row.created_at],
    ],
  );
  return true;
}

/** The person's connections, newest first. */
export async function listConnections(db: Queryable, userId: string): Promise<ConnectionRow[]> {
  const { rows } = await db.query<ConnectionRow>(
    `select ${columns} from connections where user_id = $1 order by created_at desc, id`,
    [userId],
  );
  return rows;
}

/** Ends a connection of the person with all its tokens; false when there is none. */
export async function endConnection(db: Queryable, userId: string, id: string): Promise<boolean> {
  const { rowCount } = await db.query("delete from connections where id = $1 and user_id = $2", [id, userId]);
  return rowCount === 1;
}

/** Ends all connections of a person. */
export async function endConnections(db: Queryable, userId: string): Promise<void> {
  await db.query("delete from connections where user_id = $1", [userId]);
}

/** The connection of a personal token, or of an access token by its id, unless it has expired. */
export async function findConnection(
  db: Queryable,
  by: { token: string } | { id: string },
  now: Date,
): Promise<ConnectionRow | undefined> {
  const [condition, value] =
    "token" in by ? ["token_hash = $1", hashOf(by.token)] : ["id = $1 and kind = 'client'", by.id];
  const { rows } = await db.query<ConnectionRow>(
    `select ${columns} from connections where ${condition} and (expires_at is null or expires_at > $2)`,
    [value, now],
  );
  return rows[0];
}

/** Records the use of a connection, at most once a minute. */
export async function touchConnection(
  db: Queryable,
  { id, used_at }: ConnectionRow,
  now: Date,
): Promise<void> {
  if (used_at && now.getTime() - used_at.getTime() < 60_000) return;
  await db.query("update connections set used_at = $2 where id = $1", [id, now]);
}
