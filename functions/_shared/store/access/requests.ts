import type { Scope } from "../../domain/scopes.ts";
import type { Queryable } from "../database.ts";

/** A client's request for access, until a person decides. */
export interface AccessRequest {
  id: string;
  client_id: string;
  client_name: string;
  redirect_uri: string;
  state: string | null;
  scopes: Scope[];
  /** The S256 challenge of PKCE. */
  challenge: string;
  created_at: Date;
}

/** Minutes that a request waits for a decision. */
export const requestMinutes = 15;

const alive = `created_at > $2::timestamptz - interval '${requestMinutes} minutes'`;

/** Stores a request. */
export async function addRequest(db: Queryable, request: AccessRequest): Promise<void> {
  const { id, client_id, client_name, redirect_uri, state, scopes, challenge, created_at } = request;
  await db.query(
    `insert into oauth_requests (id, client_id, client_name, redirect_uri, state, scopes, challenge, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [id, client_id, client_name, redirect_uri, state, scopes, challenge, created_at],
  );
}

/** A request that is not decided. */
export async function findRequest(db: Queryable, id: string, now: Date): Promise<AccessRequest | undefined> {
  const { rows } = await db.query<AccessRequest>(`select * from oauth_requests where id = $1 and ${alive}`, [
    id,
    now,
  ]);
  return rows[0];
}

/** Takes a request to decide it: of two decisions, one gets it. */
export async function takeRequest(db: Queryable, id: string, now: Date): Promise<AccessRequest | undefined> {
  const { rows } = await db.query<AccessRequest>(
    `delete from oauth_requests where id = $1 and ${alive} returning *`,
    [id, now],
  );
  return rows[0];
}
