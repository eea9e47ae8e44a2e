import { limits } from "../../domain/limits.ts";
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
    const code = hashOf(given.code);
    const connection = await lockConnection(tx, "oauth_codes where code_hash", code);
    const { rows } = await tx.query<Code>(
      `select redirect_uri, challenge, used_at, created_at from oauth_codes where code_hash = $1`,
      [code],
    );
    const row = rows[0];
    if (!connection || !row) return undefined;
    if (row.used_at) return end(tx, connection.id);
    const age = (now.getTime() - row.created_at.getTime()) / 1000;
    if (age > codeLife || connection.client_id !== given.clientId) return undefined;
    if (row.redirect_uri !== given.redirectUri || row.challenge !== given.challenge) return undefined;
    await tx.query("update oauth_codes set used_at = $2 where code_hash = $1", [code, now]);
    return { connection, refreshToken: await addRefreshToken(tx, connection.id, 1, now) };
  });
}

interface Code {
  redirect_uri: string;
  challenge: string;
  used_at: Date | null;
  created_at: Date;
}

/**
 * Exchanges a refresh token for the next one. Undefined when it is unknown, expired or of another client; `too-many` when
 * its connection took too many recently. A token that is used again later, or after its successor was used, was copied,
 * so its connection ends. When it is used again at once, the new successor takes the place of the former one: a
 * connection never has two tokens that work.
 */
export async function exchangeRefreshToken(
  db: Database,
  given: { token: string; clientId: string },
  now: Date,
): Promise<Exchanged | "too-many" | undefined> {
  return db.transaction(async (tx) => {
    const token = hashOf(given.token);
    const connection = await lockConnection(tx, "oauth_refresh_tokens where token_hash", token);
    if (connection?.client_id !== given.clientId) return undefined;
    const { rows } = await tx.query<{ step: number; copied: boolean; all: number; recent: number }>(
      `select t.step, count(*) as all, count(*) filter (where f.created_at > $2::timestamptz - interval '15 minutes') as recent,
         coalesce(t.rotated_at < $2::timestamptz - make_interval(secs => $3) or max(f.step) > t.step + 1, false) as copied
       from oauth_refresh_tokens t join oauth_refresh_tokens f using (connection_id)
       where t.token_hash = $1 and t.expires_at > $2 group by t.token_hash`,
      [token, now, grace],
    );
    const row = rows[0];
    if (!row) return undefined;
    if (row.copied || row.all >= limits.connectionTokens) return end(tx, connection.id);
    if (row.recent >= limits.recentConnectionTokens) return "too-many";
    const step = row.step + 1;
    await tx.query(
      "update oauth_refresh_tokens set rotated_at = '-infinity' where connection_id = $1 and step = $2",
      [connection.id, step],
    );
    await tx.query(
      "update oauth_refresh_tokens set rotated_at = coalesce(rotated_at, $2) where token_hash = $1",
      [token, now],
    );
    return { connection, refreshToken: await addRefreshToken(tx, connection.id, step, now) };
  });
}

/** Ends the connection of a refresh token, if it is this client's; false when there is none. */
export async function revokeRefreshToken(db: Queryable, token: string, clientId: string): Promise<boolean> {
  const { rowCount } = await db.query(
    `delete from connections where client_id = $2
       and id = (select connection_id from oauth_refresh_tokens where token_hash = $1)`,
    [hashOf(token), clientId],
  );
  return rowCount === 1;
}

/** The connection of a code or token. All its exchanges wait for each other, and for its end. */
async function lockConnection(
  tx: Queryable,
  found: "oauth_codes where code_hash" | "oauth_refresh_tokens where token_hash",
  hash: Buffer,
): Promise<ConnectionRow | undefined> {
  const { rows } = await tx.query<ConnectionRow>(
    `select * from connections where id = (select connection_id from ${found} = $1) for update`,
    [hash],
  );
  return rows[0];
}

async function end(tx: Queryable, id: string): Promise<undefined> {
  await tx.query("delete from connections where id = $1", [id]);
}

async function addRefreshToken(
  tx: Queryable,
  connectionId: string,
  step: number,
  now: Date,
): Promise<string> {
  const token = newSecret();
  await tx.query(
    `insert into oauth_refresh_tokens (token_hash, connection_id, step, created_at, expires_at)
     values ($1, $2, $3, $4, $4::timestamptz + make_interval(days => $5))`,
    [hashOf(token), connectionId, step, now, refreshDays],
  );
  return token;
}
