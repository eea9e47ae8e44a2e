import type { Database, Queryable } from "../database.ts";
import { type ConnectionRow, hashOf, newSecret } from "./connections.ts";

/** Life of a code in seconds, and of an unused refresh token in days. */
const codeLife = 60;
const refreshDays = 90;
/** Seconds in which a rotated token is accepted once more, for an answer that was lost. */
const grace = 10;

/** A connection with its next refresh token. */
export interface Exchanged {
  connection: ConnectionRow;
  refreshToken: string;
}

/** Makes the code that a client exchanges for the tokens of a connection. */
export async function addCode(
  db: Queryable,
  { id, redirect_uri, challenge }: { id: string; redirect_uri: string; challenge: string },
  now: Date,
): Promise<string> {
  const code = newSecret();
  await db.query(
    `insert into oauth_codes (code_hash, connection_id, redirect_uri, challenge, created_at)
     values ($1, $2, $3, $4, $5)`,
    [hashOf(code), id, redirect_uri, challenge, now],
  );
  return code;
}

/**
 * Exchanges a code. Undefined when it is unknown, too old, or of another client, redirect or challenge. A code that is
 * used twice was copied, so its connection ends.
 */
export async function exchangeCode(
  db: Database,
  given: { code: string; clientId: string; redirectUri: string; challenge: string },
  now: Date,
): Promise<Exchanged | undefined> {
  return db.transaction(async (tx) => {
    const { rows } = await tx.query<ConnectionRow & Code>(
      `select c.*, k.redirect_uri, k.challenge, k.used_at as exchanged_at, k.created_at as made_at
       from oauth_codes k join connections c on c.id = k.connection_id
       where code_hash = $1 for update of k, c`,
      [hashOf(given.code)],
    );
    const row = rows[0];
    if (!row || row.client_id !== given.clientId) return undefined;
    if (row.exchanged_at) return end(tx, row.id);
    const age = (now.getTime() - row.made_at.getTime()) / 1000;
    if (age > codeLife || row.redirect_uri !== given.redirectUri || row.challenge !== given.challenge)
      return undefined;
    await tx.query("update oauth_codes set used_at = $2 where code_hash = $1", [hashOf(given.code), now]);
    return { connection: row, refreshToken: await addRefreshToken(tx, row.id, now) };
  });
}

interface Code {
  redirect_uri: string;
  challenge: string;
  exchanged_at: Date | null;
  made_at: Date;
}

/**
 * Exchanges a refresh token for the next one. Undefined when it is unknown, expired or of another client. A token that is
 * used a second time was copied, so its connection ends.
 */
export async function exchangeRefreshToken(
  db: Database,
  given: { token: string; clientId: string },
  now: Date,
): Promise<Exchanged | undefined> {
  return db.transaction(async (tx) => {
    const { rows } = await tx.query<ConnectionRow & { rotated_at: Date | null }>(
      `select c.*, t.rotated_at from oauth_refresh_tokens t join connections c on c.id = t.connection_id
       where t.token_hash = $1 and t.expires_at > $2 for update of t, c`,
      [hashOf(given.token), now],
    );
    const row = rows[0];
    if (!row || row.client_id !== given.clientId) return undefined;
    if (row.rotated_at && now.getTime() - row.rotated_at.getTime() > grace * 1000) return end(tx, row.id);
    await tx.query(
      "update oauth_refresh_tokens set rotated_at = coalesce(rotated_at, $2) where token_hash = $1",
      [hashOf(given.token), now],
    );
    return { connection: row, refreshToken: await addRefreshToken(tx, row.id, now) };
  });
}

/** Ends the connection of a refresh token, if it is this client's. */
export async function revokeRefreshToken(db: Queryable, token: string, clientId: string): Promise<void> {
  await db.query(
    `delete from connections c using oauth_refresh_tokens t
     where t.token_hash = $1 and c.id = t.connection_id and c.client_id = $2`,
    [hashOf(token), clientId],
  );
}

async function end(tx: Queryable, id: string): Promise<undefined> {
  await tx.query("delete from connections where id = $1", [id]);
}

async function addRefreshToken(tx: Queryable, connectionId: string, now: Date): Promise<string> {
  const token = newSecret();
  await tx.query(
    `insert into oauth_refresh_tokens (token_hash, connection_id, created_at, expires_at)
     values ($1, $2, $3, $3::timestamptz + make_interval(days => $4))`,
    [hashOf(token), connectionId, now, refreshDays],
  );
  return token;
}
