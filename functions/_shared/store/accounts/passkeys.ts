import { limits } from "../../domain/limits.ts";
import type { Database, Queryable } from "../database.ts";

/** A passkey as its owner sees it. */
export interface PasskeyRow {
  id: string;
  name: string;
  created_at: Date;
  last_used_at: Date | null;
  backed_up: boolean;
}

const columns = "id, name, created_at, last_used_at, backed_up";

/** The passkeys of a person, the oldest first. */
export async function listPasskeys(db: Queryable, userId: string): Promise<PasskeyRow[]> {
  const { rows } = await db.query<PasskeyRow>(
    `select ${columns} from passkeys where user_id = $1 order by created_at, id`,
    [userId],
  );
  return rows;
}

/** How the authenticators of a person know their passkeys. */
export async function credentialsOf(
  db: Queryable,
  userId: string,
): Promise<{ credential_id: Buffer; transports: string[] }[]> {
  const { rows } = await db.query<{ credential_id: Buffer; transports: string[] }>(
    "select credential_id, transports from passkeys where user_id = $1",
    [userId],
  );
  return rows;
}

/** A passkey to store. */
export interface NewPasskey {
  id: string;
  userId: string;
  credentialId: Buffer;
  publicKey: Buffer;
  counter: number;
  transports: string[];
  backedUp: boolean;
  name: string;
  now: Date;
}

/** Stores a passkey; the reason when it cannot. `known`: some account has the credential already. */
export async function addPasskey(
  db: Database,
  passkey: NewPasskey,
): Promise<PasskeyRow | "known" | "too-many"> {
  const { id, userId, credentialId, publicKey, counter, transports, backedUp, name, now } = passkey;
  return db.transaction(async (tx) => {
    // Two at once must not pass the limit together.
    await tx.query("select from users where id = $1 for update", [userId]);
    if ((await listPasskeys(tx, userId)).length >= limits.passkeys) return "too-many";
    const { rows } = await tx.query<PasskeyRow>(
      `insert into passkeys
         (id, user_id, credential_id, public_key, counter, transports, backed_up, name, created_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (credential_id) do nothing returning ${columns}`,
      [id, userId, credentialId, publicKey, counter, transports, backedUp, name, now],
    );
    return rows[0] ?? "known";
  });
}

/** Gives a passkey of the person another name; undefined when there is none. */
export async function renamePasskey(
  db: Queryable,
  userId: string,
  { id, name }: { id: string; name: string },
): Promise<PasskeyRow | undefined> {
  const { rows } = await db.query<PasskeyRow>(
    `update passkeys set name = $3 where id = $1 and user_id = $2 returning ${columns}`,
    [id, userId, name],
  );
  return rows[0];
}

/** Removes a passkey of the person and returns its name; undefined when there is none. */
export async function removePasskey(db: Queryable, userId: string, id: string): Promise<string | undefined> {
  const { rows } = await db.query<{ name: string }>(
    "delete from passkeys where id = $1 and user_id = $2 returning name",
    [id, userId],
  );
  return rows[0]?.name;
}

/** A passkey by which somebody logs in, with when its account is to be erased. */
export interface Credential {
  id: string;
  user_id: string;
  public_key: Buffer;
  counter: number;
  erase_at: Date | null;
}

/** The passkey of a credential. */
export async function findCredential(db: Queryable, credentialId: Buffer): Promise<Credential | undefined> {
  const { rows } = await db.query<Credential>(
    `select p.id, user_id, public_key, counter::float8 as counter, erase_at
     from passkeys p join users on users.id = user_id where credential_id = $1 and not pending`,
    [credentialId],
  );
  return rows[0];
}

/** A signature that was verified. */
export interface Use {
  counter: number;
  backedUp: boolean;
  now: Date;
}

/** Notes a use of a passkey; false when it was removed meanwhile, or its counter did not go on. */
export async function usePasskey(
  tx: Queryable,
  id: string,
  { counter, backedUp, now }: Use,
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `update passkeys set counter = $2, backed_up = $3, last_used_at = $4
     where id = $1 and (counter < $2 or (counter = 0 and $2 = 0))`,
    [id, counter, backedUp, now],
  );
  return rowCount === 1;
}

/** Stores a challenge: for a registration by the account, or for a log-in. */
export async function addChallenge(
  db: Queryable,
  { challenge, userId, until }: { challenge: Buffer; userId: string | null; until: Date },
): Promise<void> {
  await db.query("insert into passkey_challenges (challenge, user_id, expires_at) values ($1, $2, $3)", [
    ...[challenge, userId, until],
  ]);
}

/** Takes a challenge, which is then used; false when it is unknown, of another purpose, or has expired. */
export async function takeChallenge(
  db: Queryable,
  { challenge, userId, now }: { challenge: Buffer; userId: string | null; now: Date },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `delete from passkey_challenges
     where challenge = $1 and user_id is not distinct from $2 and expires_at > $3`,
    [challenge, userId, now],
  );
  return rowCount === 1;
}
