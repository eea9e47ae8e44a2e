import { createHash, randomBytes } from "node:crypto";
import { newId } from "../../domain/ids.ts";
import { limits } from "../../domain/limits.ts";
import { endConnections } from "../access/connections.ts";
import type { Database, Queryable } from "../database.ts";

/** Life of a session without use, in days. */
export const sessionDays = 30;
/** Seconds in which a rotated token is accepted once more: for two tabs, or an answer that was lost. */
const grace = 10;

const hashOf = (token: string): Buffer => createHash("sha256").update(token).digest();

/** Begins a session and returns its refresh token; at the limit it ends the session that was unused the longest. */
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

/** Begins a session if the verified password is still the current one. */
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

// All changes of sessions of a user wait for each other; otherwise a session could continue after it was ended.
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
 * Exchanges a refresh token for the next of its session. A token used a second time was stolen or copied, so the whole
 * session ends; it also ends when it reached its limit of tokens.
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

/** The result of an exchange; `too-many`: its session had too many tokens recently, retry later. */
export type Continued = { userId: string; token: string } | "ended" | "too-many";

/** A token to exchange, and the number of tokens of its session: in all, and recently. */
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
 * Ends all sessions of a user, in a transaction, and removes their push subscriptions: a lost device must not show
 * further reminders. Programs that were connected lose their access. A device subscribes again after its next log-in.
 */
export async function endAllSessions(tx: Queryable, userId: string): Promise<void> {
  await lockUser(tx, userId);
  await tx.query("delete from refresh_tokens where user_id = $1", [userId]);
  await tx.query("delete from push_subscriptions where user_id = $1", [userId]);
  await endConnections(tx, userId);
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
