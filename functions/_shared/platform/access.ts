import { importJWK, type JWK, jwtVerify, SignJWT } from "jose";
import { problem } from "../contract/problems.ts";
import { type Scope, scopesAmong } from "../domain/scopes.ts";
import { type ConnectionRow, findConnection, touchConnection } from "../store/access/connections.ts";
import type { Queryable } from "../store/database.ts";
import { accessTokenLife, publicJwkOf, type TokenConfig } from "./tokens.ts";

/** The client id of personal tokens, which have no client. */
const personal = "personal-token";
const algorithm = "EdDSA";
/** Begins a personal token, so that it is recognised wherever it leaks to. */
export const tokenPrefix = "twp_";

/** What a token of a program allows. */
export interface Access {
  userId: string;
  /** Id of the connection: of the personal token, or of the client's access. */
  tokenId: string;
  clientId: string;
  clientName: string;
  scopes: Scope[];
  /** In seconds since 1970. */
  expiresAt: number;
}

type Keys = Pick<TokenConfig, "PUBLIC_URL" | "JWT_JWK">;

/** The address of the MCP server: the audience of the tokens of clients. */
export const mcpUrl = ({ PUBLIC_URL }: Pick<Keys, "PUBLIC_URL">): string =>
  `${PUBLIC_URL.replace(/\/$/, "")}/mcp`;

/** Issues an access token of a connection, for the MCP server alone. */
export async function issueConnectionToken(
  config: Keys,
  { id, user_id, client_id }: ConnectionRow,
  granted: readonly Scope[],
  now: Date,
): Promise<string> {
  const key = await importJWK(JSON.parse(config.JWT_JWK) as JWK, algorithm);
  const seconds = Math.floor(now.getTime() / 1000);
  return new SignJWT({ client_id, sid: id, scope: granted.join(" ") })
    .setProtectedHeader({ alg: algorithm, typ: "at+jwt" })
    .setIssuer(config.PUBLIC_URL)
    .setAudience(mcpUrl(config))
    .setSubject(user_id)
    .setJti(crypto.randomUUID())
    .setIssuedAt(seconds)
    .setExpirationTime(seconds + accessTokenLife)
    .sign(key);
}

/**
 * Opens the verifier of the tokens of programs; it throws the problem `unauthenticated`. A connection that was ended is
 * refused at once, since each use looks it up.
 */
export function openAccess(
  config: Keys,
  db: Queryable,
  now: () => Date = () => new Date(),
): (token: string) => Promise<Access> {
  const key = importJWK(publicJwkOf(config.JWT_JWK), algorithm);

  async function ofClient(token: string) {
    const { payload } = await jwtVerify(token, await key, {
      algorithms: [algorithm],
      issuer: config.PUBLIC_URL,
      audience: mcpUrl(config),
      typ: "at+jwt",
      requiredClaims: ["sub", "exp", "sid"],
      currentDate: now(),
    });
    const row = await findConnection(db, { id: String(payload.sid) }, now());
    if (!row || row.user_id !== payload.sub) return undefined;
    const names = String(payload.scope ?? "").split(" ");
    return {
      row,
      scopes: scopesAmong(names.filter((name) => row.scopes.includes(name as Scope))),
      exp: payload.exp,
    };
  }

  async function ofPerson(token: string) {
    const row = await findConnection(db, { token }, now());
    // An MCP session needs an end; the next request gets another.
    return row && { row, scopes: row.scopes, exp: now().getTime() / 1000 + accessTokenLife };
  }

  return async (token) => {
    const found = token.startsWith(tokenPrefix)
      ? await ofPerson(token)
      : await verified(() => ofClient(token));
    if (!found) throw problem("unauthenticated", "The token is invalid or has expired.");
    await touchConnection(db, found.row, now());
    return {
      userId: found.row.user_id,
      tokenId: found.row.id,
      clientId: found.row.client_id || personal,
      clientName: found.row.name,
      scopes: scopesAmong(found.scopes),
      expiresAt: Math.floor(found.exp ?? 0),
    };
  };
}

// An invalid signature is no error of ours; an unreachable database is.
async function verified<Result>(verify: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await verify();
  } catch (error) {
    if ((error as { code?: string }).code?.startsWith("ERR_J")) return undefined;
    throw error;
  }
}
