import { createHash, createHmac, randomBytes } from "node:crypto";
import { newId } from "../../domain/ids.ts";
import { limits } from "../../domain/limits.ts";
import { endConnections } from "../access/connections.ts";
import type { Database, Queryable } from "../database.ts";

/** Life of a session without use, in days. */
export const sessionDays = 30;
/** Days after which a session ends, however much it is used. */
const longestSession = 365;
/** Seconds in which a rotated token is accepted once more, since its answer may have been lost. */
const grace = 10;
/** Generations in a row that may be repeated: answers are seldom lost that often, and a copied token always is. */
const mostRepeats = 2;

const hashOf = (token: string): Buffer => createHash("sha256").update(token).digest();

/** A session that was begun or continued, with the refresh token that continues it. */
export interface OpenSession {
  id: string;
  userId: string;
  token: string;
}

/** Begins a session on a device; at the limit it ends the session that was unused the longest. */
export async function beginSession(db: Queryable, userId: string, device: string): Promise<OpenSession> {
  const token = randomBytes(32).toString("base64url");
  const session = await addToken(db, token, { userId, family: newId(), begunAt: null, device });
  const { rows } = await db.query<{ family: string }>(
    `select family from refresh_tokens where user_id = $1
     group by family order by max(created_at) desc, family desc offset $2`,
    [userId, limits.sessions],
  );
  if (rows.length > 0)
    await endFamilies(
      db,
      rows.map(({ family }) => family),
    );
  return session;
}

/** A log-in that was verified. */
interface Verified {
  /** Whether what was verified still opens the account; asked with the account locked. */
  holds: (tx: Queryable) => Promise<boolean>;
  /** Whether the person calls off the erasure of their account. */
  keep: boolean;
}

/**
 * Begins a session if the verified password or passkey still holds; undefined otherwise, and when the account is about
 * to be erased and not to be kept.
 */
export async function beginSessionBy(
  db: Database,
  userId: string,
  { holds, keep }: Verified,
  device: string,
): Promise<OpenSession | undefined> {
  return db.transaction(async (tx) => {
    const { rows } = await tx.query<{ erase_at: Date | null }>(
      "select erase_at from users where id = $1 and (erase_at is null or $2) for update",
      [userId, keep],
    );
    if (!rows[0] || !(await holds(tx))) return undefined;
    if (rows[0].erase_at) await callOffErasure(tx, userId);
    return beginSession(tx, userId, device);
  });
}

// All changes of sessions of a user wait for each other; otherwise a session could continue after it was ended.
async function lockUser(tx: Queryable, userId: string): Promise<void> {
  await tx.query("select from users where id = $1 for update", [userId]);
}

/** A token to store: its session, and since when that lasts. */
interface NewToken {
  userId: string;
  family: string;
  begunAt: Date | null;
  device: string;
}

// A session that the previous version began has no row, or no device, until its next token.
async function addToken(
  db: Queryable,
  token: string,
  { userId, family, begunAt, device }: NewToken,
): Promise<OpenSession> {
  await db.query(
    `with session as (
       insert into sessions (id, user_id, device) values ($2, $3, $6)
       on conflict (id) do update set device = excluded.device where sessions.device = '')
     insert into refresh_tokens (token_hash, family, user_id, expires_at, begun_at)
     values ($1, $2, $3, now() + make_interval(days => $4), coalesce($5, now()))`,
    [hashOf(token), family, userId, sessionDays, begunAt, device],
  );
  return { id: family, userId, token };
}

/** The successor of a token: only who has the token can compute it, and only with the salt that is stored. */
const successorOf = (token: string, salt: Buffer): string =>
  createHmac("sha256", token).update(salt).digest("base64url");

/**
 * Exchanges a refresh token for the next of its session. Repeated within the grace it gives the same successor once
 * more, while that is unused; any other second use is by somebody who copied it, so the whole session ends. It also ends
 * at its greatest age and at its limit of tokens.
 */
export async function continueSession(db: Database, token: string, device: string): Promise<Continued> {
  return db.transaction(async (tx) => {
    const owner = await ownerOf(tx, token);
    if (owner) await lockUser(tx, owner);
    const { rows } = await tx.query<Exchange>(
      `select family, user_id, rotated_at is not null as rotated, successor_salt, repeats, begun_at,
         coalesce(rotated_at < now() - make_interval(secs => $2), false)
           or begun_at < now() - make_interval(days => $3) as over,
         (select count(*) from refresh_tokens f where f.family = t.family) as all,
         (select count(*) from refresh_tokens f
          where f.family = t.family and f.created_at > now() - interval '15 minutes') as recent
       from refresh_tokens t where token_hash = $1 and expires_at > now() for update of t`,
      [hashOf(token), grace, longestSession],
    );
    const row = rows[0];
    if (!row) return "ended";
    if (!row.rotated && !row.over && row.recent >= limits.recentTokens) return "too-many";
    const next =
      row.over || row.all >= limits.sessionTokens ? undefined : await nextOf(tx, token, row, device);
    if (next) return next;
    await endFamilies(tx, [row.family]);
    return "ended";
  });
}

async function nextOf(
  tx: Queryable,
  token: string,
  row: Exchange,
  device: string,
): Promise<OpenSession | undefined> {
  if (row.rotated) return repeated(tx, token, row);
  const salt = randomBytes(32);
  await tx.query("update refresh_tokens set rotated_at = now(), successor_salt = $2 where token_hash = $1", [
    ...[hashOf(token), salt],
  ]);
  const { user_id: userId, family, begun_at: begunAt } = row;
  return addToken(tx, successorOf(token, salt), { userId, family, begunAt, device });
}

/** The successor that a token had before, if it may be given again. */
async function repeated(
  tx: Queryable,
  token: string,
  { successor_salt: salt, repeats, family: id, user_id: userId }: Exchange,
): Promise<OpenSession | undefined> {
  if (!salt || repeats >= mostRepeats) return undefined;
  const next = successorOf(token, salt);
  const { rowCount } = await tx.query(
    "update refresh_tokens set repeats = $2 where token_hash = $1 and rotated_at is null and repeats = 0",
    [hashOf(next), repeats + 1],
  );
  return rowCount === 1 ? { id, userId, token: next } : undefined;
}

/** The result of an exchange; `too-many`: its session had too many tokens recently, retry later. */
export type Continued = OpenSession | "ended" | "too-many";

/** A token to exchange, and the number of tokens of its session: in all, and recently. */
interface Exchange {
  family: string;
  user_id: string;
  rotated: boolean;
  successor_salt: Buffer | null;
  /** Generations in a row before it, and it itself, that were repeated. */
  repeats: number;
  begun_at: Date;
  /** Used again after the grace, or of a session that is too old. */
  over: boolean;
  all: number;
  recent: number;
}

/** Ends the session of a refresh token. */
export async function endSession(db: Database, token: string): Promise<void> {
  await db.transaction(async (tx) => {
    const owner = await ownerOf(tx, token);
    if (owner === undefined) return;
    await lockUser(tx, owner);
    const { rows } = await tx.query<{ family: string }>(
      "select family from refresh_tokens where token_hash = $1",
      [hashOf(token)],
    );
    if (rows[0]) await endFamilies(tx, [rows[0].family]);
  });
}

/** A session as its owner sees it. */
export interface SessionRow {
  id: string;
  device: string;
  begun_at: Date;
  /** When its last token was issued: while it is used, every 15 minutes. */
  used_at: Date;
}

/** The sessions of a person, the one used last first. */
export async function listSessions(db: Queryable, userId: string): Promise<SessionRow[]> {
  const { rows } = await db.query<SessionRow>(
    `select s.id, s.device, min(t.begun_at) as begun_at, max(t.created_at) as used_at
     from sessions s join refresh_tokens t on t.family = s.id where s.user_id = $1
     group by s.id having max(t.expires_at) > now() order by used_at desc, s.id`,
    [userId],
  );
  return rows;
}

/** Ends a session of the person, with the push subscriptions of its device; false when there is none. */
export async function endSessionById(db: Database, userId: string, id: string): Promise<boolean> {
  return db.transaction(async (tx) => {
    await lockUser(tx, userId);
    const { rowCount } = await tx.query("select from sessions where id = $1 and user_id = $2", [id, userId]);
    if (rowCount === 1) await endFamilies(tx, [id]);
    return rowCount === 1;
  });
}

/**
 * Ends all sessions of a user, in a transaction, and removes their push subscriptions: a lost device must not show
 * further reminders. Programs that were connected lose their access. A device subscribes again after its next log-in.
 */
export async function endAllSessions(tx: Queryable, userId: string): Promise<void> {
  await lockUser(tx, userId);
  // By the clock that access tokens are issued by, so that one that is issued next is valid.
  await tx.query("update users set sessions_since = to_timestamp($2) where id = $1", [
    userId,
    Date.now() / 1000,
  ]);
  await tx.query("delete from refresh_tokens where user_id = $1", [userId]);
  await tx.query("delete from sessions where user_id = $1", [userId]);
  await tx.query("delete from push_subscriptions where user_id = $1", [userId]);
  await endConnections(tx, userId);
}

/** Lets an account be erased at an instant, in a transaction; all its sessions end at once. */
export async function beginErasure(tx: Queryable, userId: string, at: Date): Promise<void> {
  await endAllSessions(tx, userId);
  await tx.query("update users set erase_at = $2 where id = $1", [userId, at]);
}

/** Keeps an account that was to be erased; false when it was erased meanwhile. */
export async function callOffErasure(db: Queryable, userId: string): Promise<boolean> {
  const { rowCount } = await db.query("update users set erase_at = null where id = $1", [userId]);
  return rowCount === 1;
}

async function ownerOf(tx: Queryable, token: string): Promise<string | undefined> {
  const { rows } = await tx.query<{ user_id: string }>(
    "select user_id from refresh_tokens where token_hash = $1",
    [hashOf(token)],
  );
  return rows[0]?.user_id;
}

/** Ends sessions, with what their devices subscribed. */
async function endFamilies(tx: Queryable, families: string[]): Promise<void> {
  await tx.query(
    `with tokens as (delete from refresh_tokens where family = any ($1)),
       pushes as (delete from push_subscriptions where session_id = any ($1))
     delete from sessions where id = any ($1)`,
    [families],
  );
}
