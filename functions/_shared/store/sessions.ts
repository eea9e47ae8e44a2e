import { createHash, randomBytes } from "node:crypto";
import { limits } from "../domain/limits.ts";
import { problems } from "../errors.ts";
import { newId } from "../ids.ts";
import type { Database, Queryable } from "./database.ts";

/** Life of a session without use, in days. */
export const sessionDays = 30;
/** Seconds in which a token just rotated is taken once more: two tabs, or an answer that was lost. */
const grace = 10;

const hashOf = (token: string): Buffer => createHash("sha256").update(token).digest();

/** Begins a session and returns its refresh token; beyond the limit the one that was unused the longest ends. */
export async function beginSession(db: Queryable, userId: string): Promise<string> {
  const token = await addToken(db, userId, newId());
  await db.query(
    `delete from refresh_tokens where user_id = $1 and family not in (
       select family from refresh_tokens where user_id = $1
       group by family order by max(created_at) desc, family desc limit $2)`,
    [userId, limits.sessions],
  );
  return token;
}

async function nextToken(tx: Queryable, userId: string, family: string): Promise<string> {
  await tx.query(
    `delete from refresh_tokens where token_hash in (
       select token_hash from refresh_tokens where family = $1 order by created_at desc offset $2)`,
    [family, limits.sessionTokens - 1],
  );
  return addToken(tx, userId, family);
}

async function addToken(db: Queryable, userId: string, family: string): Promise<string> {
  const token = randomBytes(32).toString("base64url");
  await db.query(
    `insert into refresh_tokens (token_hash, family, user_id, expires_at)
     values ($1, $2, $3, now() + make_interval(days => $4))`,
    [hashOf(token), family, userId, sessionDays],
  );
  return token;
}

/**
 * Exchanges a refresh token for the next of its session. One that was exchanged before is stolen or
 * copied: the whole session ends. Throws the problem `session-ended`.
 */
export async function continueSession(
  db: Database,
  token: string,
): Promise<{ userId: string; token: string }> {
  const next = await db.transaction(async (tx) => {
    const { rows } = await tx.query<{ family: string; user_id: string; reused: boolean }>(
      `update refresh_tokens t set rotated_at = coalesce(t.rotated_at, now())
       from (select token_hash, rotated_at from refresh_tokens where token_hash = $1 and expires_at > now() for update) old
       where t.token_hash = old.token_hash
       returning t.family, t.user_id, coalesce(old.rotated_at < now() - make_interval(secs => $2), false) as reused`,
      [hashOf(token), grace],
    );
    const row = rows[0];
    if (!row) return undefined;
    if (!row.reused) return { userId: row.user_id, token: await nextToken(tx, row.user_id, row.family) };
    await endFamily(tx, row.family);
    return undefined;
  });
  if (!next) throw problems.sessionEnded();
  return next;
}

/** Ends the session of a refresh token. */
export async function endSession(db: Queryable, token: string): Promise<void> {
  const { rows } = await db.query<{ family: string }>(
    "select family from refresh_tokens where token_hash = $1",
    [hashOf(token)],
  );
  if (rows[0]) await endFamily(db, rows[0].family);
}

/** Ends all sessions of a user. */
export async function endAllSessions(db: Queryable, userId: string): Promise<void> {
  await db.query("delete from refresh_tokens where user_id = $1", [userId]);
}

async function endFamily(db: Queryable, family: string): Promise<void> {
  await db.query("delete from refresh_tokens where family = $1", [family]);
}
