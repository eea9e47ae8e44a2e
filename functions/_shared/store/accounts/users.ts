import type { ChatMessage } from "../../contract/chat.ts";
import type { Language } from "../../domain/settings.ts";
import { deleteTurns } from "../chat/conversations.ts";
import { prepared, type Queryable } from "../database.ts";
import { isFull } from "./room.ts";

/** A person's account. */
export interface UserRow {
  id: string;
  email: string;
  /** When the person proved to own the address; null before. */
  email_confirmed_at: Date | null;
  name: string;
  time_zone: string;
  /** The language of messages to the person. */
  language: Language;
  settings: unknown;
  seq: number;
  created_at: Date;
  /** When the account is erased, unless its owner calls it off before; null for all others. */
  erase_at: Date | null;
}

const columns =
  "id, email, email_confirmed_at, name, time_zone, language, settings, seq, created_at, erase_at";

export async function findUser(db: Queryable, id: string): Promise<UserRow | undefined> {
  const { rows } = await db.query<UserRow>(`select ${columns} from users where id = $1`, [id]);
  return rows[0];
}

/** What a token says of its session. */
export interface TokenSession {
  /** When it was issued, in seconds since 1970. */
  issuedAt?: number | undefined;
  /** (Default: none, as in tokens of an external issuer.) */
  sessionId?: string | undefined;
}

const sessionSql = prepared(
  `select ${isFull(1.1)} as "full", erase_at from users
   where id = $1 and (sessions_since is null or $2::float8 is null or sessions_since <= to_timestamp($2))
     and ($3::uuid is null or exists (select from sessions s where s.id = $3 and s.user_id = users.id))`,
);

/** The account of a token. */
export interface TokenAccount {
  /** Its bytes are used up, with what is left for making room. */
  full: boolean;
  /** When it is erased: only a person of an external issuer has a token then. */
  erase_at: Date | null;
}

/** The account of a token; undefined without it, and when its session was ended since. */
export async function findOpenSession(
  db: Queryable,
  id: string,
  { issuedAt, sessionId }: TokenSession,
): Promise<TokenAccount | undefined> {
  const { rows } = await db.query<TokenAccount>(sessionSql, [id, issuedAt ?? null, sessionId ?? null]);
  return rows[0];
}

/** The sessions of an account that are valid: begun since `since`, in seconds since 1970, and not ended singly. */
export interface ValidSessions {
  since: number;
  sessions: string[];
}

/** The valid sessions of these accounts; those that are erased, or about to be, are left out. */
export async function validSessions(db: Queryable, ids: string[]): Promise<Map<string, ValidSessions>> {
  const { rows } = await db.query<ValidSessions & { id: string }>(
    `select id, coalesce(extract(epoch from sessions_since), 0)::float8 as since,
       array(select s.id from sessions s where s.user_id = users.id) as sessions
     from users where id = any($1) and erase_at is null`,
    [ids],
  );
  return new Map(rows.map(({ id, ...valid }) => [id, valid]));
}

/** Creates an account; undefined when the address is taken. A pending registration of the address gives way. */
export async function createUser(
  db: Queryable,
  user: Pick<UserRow, "id" | "email" | "name" | "time_zone" | "language"> & { password_hash: string },
): Promise<UserRow | undefined> {
  const { rows } = await db.query<UserRow>(
    `insert into users (id, email, name, time_zone, password_hash, language) values ($1, $2, $3, $4, $5, $6)
     on conflict (lower(email)) do update
       set email = $2, name = $3, time_zone = $4, password_hash = $5, language = $6, created_at = now(), pending = false
       where users.pending returning ${columns}`,
    [user.id, user.email, user.name, user.time_zone, user.password_hash, user.language],
  );
  return rows[0];
}

/**
 * Registers an address whose owner begins the account by a mailed link; an account that exists is not changed. Both cases
 * write one row, so that they take the same time.
 */
export async function registerPending(
  db: Queryable,
  user: Pick<UserRow, "id" | "email" | "name" | "time_zone" | "language"> & { password_hash: string },
): Promise<void> {
  const keptUnlessPending = (column: string) =>
    `${column} = case when users.pending then excluded.${column} else users.${column} end`;
  await db.query(
    `insert into users (id, email, name, time_zone, password_hash, language, pending)
     values ($1, $2, $3, $4, $5, $6, true)
     on conflict (lower(email)) do update
       set ${["name", "time_zone", "language"].map(keptUnlessPending).join(", ")}`,
    [user.id, user.email, user.name, user.time_zone, user.password_hash, user.language],
  );
}

/** The account of an e-mail address with the hash of its password, or undefined. Nobody logs in to a pending one. */
export async function findCredentials(
  db: Queryable,
  email: string,
): Promise<(UserRow & { password_hash: string | null; pending: boolean }) | undefined> {
  const { rows } = await db.query(
    `select ${columns}, password_hash, pending from users where lower(email) = lower($1)`,
    [email],
  );
  return rows[0];
}

/** Address and password hash of an account; the hash is null for a person of an external issuer. */
export async function findPassword(
  db: Queryable,
  id: string,
): Promise<{ email: string; password_hash: string | null } | undefined> {
  const { rows } = await db.query("select email, password_hash from users where id = $1", [id]);
  return rows[0];
}

/** Whether the password with this hash is the current one. */
export async function isPassword(tx: Queryable, id: string, hash: string | null): Promise<boolean> {
  const { rowCount } = await tx.query(
    "select from users where id = $1 and password_hash is not distinct from $2",
    [id, hash],
  );
  return rowCount === 1;
}

/** Replaces the password with hash `before`; false when it is no longer the current one. */
export async function setPassword(
  tx: Queryable,
  id: string,
  { before, after }: { before: string; after: string },
): Promise<boolean> {
  const { rowCount } = await tx.query(
    "update users set password_hash = $3 where id = $1 and password_hash = $2",
    [id, before, after],
  );
  return rowCount === 1;
}

/** The id of the account of an external issuer's subject, or undefined. */
export async function findBySubject(db: Queryable, subject: string): Promise<string | undefined> {
  const { rows } = await db.query<{ id: string }>("select id from users where external_subject = $1", [
    subject,
  ]);
  return rows[0]?.id;
}

/** Confirms an account's address; false when the account was erased or has another address. */
export async function confirmEmail(db: Queryable, id: string, email: string): Promise<boolean> {
  const { rowCount } = await db.query(
    `update users set email_confirmed_at = coalesce(email_confirmed_at, now()), pending = false
     where id = $1 and lower(email) = lower($2)`,
    [id, email],
  );
  return rowCount === 1;
}

/**
 * The id of the account of an external issuer's subject, which is created at its first request. `email` is verified by
 * the issuer, or empty. If another account has the address already, the new account gets the subject instead of the
 * address.
 */
export async function userOfSubject(
  db: Queryable,
  { id, subject, email, name }: { id: string; subject: string; email: string; name: string },
): Promise<string> {
  const known = await db.query<{ id: string; confirms: boolean }>(
    `select id, email_confirmed_at is null and lower(email) = lower($2) as confirms
     from users where external_subject = $1`,
    [subject, email],
  );
  if (known.rows[0]?.confirms) await confirmEmail(db, known.rows[0].id, email);
  if (known.rows[0]) return known.rows[0].id;
  await db.query("delete from users where lower(email) = lower($1) and pending", [email]);
  const { rows } = await db.query<{ id: string }>(
    `insert into users (id, email, email_confirmed_at, name, external_subject)
     select $1, case when usable then $2 else $4 end, case when usable then now() end, $3, $4
     from (select $2 <> '' and not exists (select from users where lower(email) = lower($2)) as usable) address
     on conflict (external_subject) do update set external_subject = excluded.external_subject returning id`,
    [id, email, name, subject],
  );
  return (rows[0] as { id: string }).id;
}

/** The fields of an account that its owner may change. */
export interface AccountChange extends Pick<UserRow, "name" | "time_zone" | "language" | "settings"> {
  /** The last digest that counts as sent. (Default: unchanged) */
  last_digest?: string | undefined;
}

/**
 * Changes an account to the result of `change` and returns it; undefined when it was erased. The row is locked from
 * reading to writing, so that simultaneous changes to different settings are all kept.
 */
export async function changeUser(
  tx: Queryable,
  id: string,
  change: (before: UserRow) => AccountChange,
): Promise<UserRow | undefined> {
  const { rows } = await tx.query<UserRow>(`select ${columns} from users where id = $1 for update`, [id]);
  if (!rows[0]) return undefined;
  const { name, time_zone, language, settings, last_digest } = change(rows[0]);
  const changed = await tx.query<UserRow>(
    `update users set name = $2, time_zone = $3, settings = $4, last_digest = coalesce($5, last_digest), language = $6
     where id = $1 returning ${columns}`,
    [id, name, time_zone, JSON.stringify(settings), last_digest ?? null, language],
  );
  return changed.rows[0];
}

/** Ids of the accounts whose time has come. */
export async function accountsToErase(db: Queryable, now: Date): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    "select id from users where erase_at <= $1 order by erase_at limit 1000",
    [now],
  );
  return rows.map(({ id }) => id);
}

/** Erases an account whose time has come, unless it was called off meanwhile; see `eraseUser`. */
export async function eraseDue(tx: Queryable, id: string, now: Date): Promise<ChatMessage[]> {
  const { rowCount } = await tx.query("select from users where id = $1 and erase_at <= $2 for update", [
    id,
    now,
  ]);
  return rowCount === 1 ? eraseUser(tx, id) : [];
}

/**
 * Erases an account with all data of the person. Returns the turns of which the state store may still hold a journal.
 */
export async function eraseUser(tx: Queryable, id: string): Promise<ChatMessage[]> {
  // The lock comes first, so that no operation of the user commits in between.
  await tx.query("select from users where id = $1 for update", [id]);
  await tx.query("delete from audit where user_id = $1", [id]);
  await tx.query("delete from outbox where event->>'partitionkey' = $1::text", [id]);
  await tx.query("delete from operations where user_id = $1", [id]);
  await tx.query("delete from dead_letters where user_id = $1", [id]);
  // Counts by the address and by the id, which would stay for a day more.
  await tx.query(
    `delete from rate_limits r using users u where u.id = $1
       and (starts_with(r.key, 'login-pair:' || lower(u.email) || ' ')
         or starts_with(r.key, 'login-device:' || u.id || ' ') or r.key = any (array[
         'login-account:' || lower(u.email), 'confirmation:' || lower(u.email), 'forgotten-account:' || lower(u.email),
         'time-zone:' || u.id, 'test-notification:' || u.id, 'password:' || u.id]))`,
    [id],
  );
  const journalled = await deleteTurns(tx, id);
  await tx.query("delete from users where id = $1", [id]);
  return journalled;
}
