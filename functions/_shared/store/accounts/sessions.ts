import { createHash, randomBytes } from "node:crypto";
import { newId } from "../../domain/ids.ts";
import { limits } from "../../domain/limits.ts";
import type { Database, Queryable } from "../database.ts";

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

/** Begins a session if the password is still the one that was shown to be right. */
export async function beginSessionBy(
  db: Database,
  userId: string,
  passwordHash: string | null,
): Promise<string | undefined> {
  return db.transaction(async (tx) => {
    const { rows } = await tx.query(
      "select from users where id = $1 and password_hash is not distinct from $2 for update",
      [userId, passwordHash],
    );
    return rows[0] && beginSession(tx, userId);
  });
}

// Whatever begins, goes on or ends with a session waits for what else does, or one could outlive its end.
async function lockUser(tx: Queryable, userId: string): Promise<void> {
  await tx.query("select from users where id = $1 for update", [userId]);
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
 * copied: the whole session ends, as it does when it has had all the tokens it may.
 */
export async function continueSession(db: Database, token: string): Promise<Continued> {
  return db.transaction(async (tx) => {
    const owner = await ownerOf(tx, token);
    if (owner) await lockUser(tx, owner);
    const { rows } = await tx.query<Exchange>(
      `select family, user_id, coalesce(rotated_at < now() - make_interval(secs => $2), false) as reused,
         (select count(*) from refresh_tokens f where f.family = t.family) as all,
         (select count(*) from refresh_tokens f
          where f.family = t.family and f.created_at > now() - interval '15 minutes') as recent
       from refresh_tokens t where token_hash = $1 and expires_at > now() for update of t`,
      [hashOf(token), grace],
    );
    const row = rows[0];
    if (!row) return "ended";
    if (!row.reused && row.recent >= limits.recentTokens) return "too-many";
    if (row.reused || row.all >= limits.sessionTokens) {
      await endFamily(tx, row.family);
      return "ended";
    }
    await tx.query(
      "update refresh_tokens set rotated_at = coalesce(rotated_at, now()) where token_hash = $1",
      [hashOf(token)],
    );
    return { userId: row.user_id, token: await addToken(tx, row.user_id, row.family) };
  });
}

/** What a token is exchanged for; `too-many`: not yet, for its session had too many of late. */
export type Continued = { userId: string; token: string } | "ended" | "too-many";

/** A token to be exchanged, and how many its session has had: in all, and of late. */
interface Exchange {
  family: string;
  user_id: string;
  reused: boolean;
  all: number;
  recent: number;
}

/** Ends the session of a refresh token. */
export async function endSession(db: Database, token: string): Promise<void> {
  await db.transaction(async (tx) => {
    const owner = await ownerOf(tx, token);
    if (owner === undefined) return;
    await lockUser(tx, owner);
    await tx.query(
      "delete from refresh_tokens where family in (select family from refresh_tokens where token_hash = $1)",
      [hashOf(token)],
    );
  });
}

/**
 * Ends all sessions of a user, in a transaction, and with them the pushes to their devices: one that was lost must not
 * go on showing reminders. A device that is logged in again subscribes again.
 */
export async function endAllSessions(tx: Queryable, userId: string): Promise<void> {
  await lockUser(tx, userId);
  await tx.query("delete from refresh_tokens where user_id = $1", [userId]);
  await tx.query("delete from push_subscriptions where user_id = $1", [userId]);
}

async function ownerOf(tx: Queryable, token: string): Promise<string | undefined> {
  const { rows } = await tx.query<{ user_id: string }>(
    "select user_id from refresh_tokens where token_hash = $1",
    [hashOf(token)],
  );
  return rows[0]?.user_id;
}

async function endFamily(tx: Queryable, family: string): Promise<void> {
  await tx.query("delete from refresh_tokens where family = $1", [family]);
}
