import { createRemoteJWKSet, importJWK, type JWK, type JWTPayload, jwtVerify, SignJWT } from "jose";
import * as z from "zod";
import { problem } from "../contract/problems.ts";
import { isUuid } from "../domain/ids.ts";

const algorithm = "EdDSA";
const audience = "taskwake";
/** Life of an access token, in seconds. */
export const accessTokenLife = 15 * 60;

/** Settings for tokens of an external OIDC issuer, with the audience they must have. */
export const oidcSettings = {
  OIDC_ISSUER: z.url().optional(),
  OIDC_AUDIENCE: z.string().optional(),
  /** (Default: the issuer's /.well-known/jwks.json.) */
  OIDC_JWKS_URL: z.url().optional(),
};

export interface TokenConfig extends z.infer<z.ZodObject<typeof oidcSettings>> {
  PUBLIC_URL: string;
  /** Ed25519 key as a JWK in JSON; the private key to issue tokens, else the public one is enough. */
  JWT_JWK: string;
}

/** The owner of a token: one of our users by id, or a subject of the external issuer. */
export type Identity =
  | {
      kind: "user";
      userId: string;
      sessionId?: string | undefined;
      issuedAt?: number | undefined;
      expiresAt: number;
    }
  | {
      kind: "external";
      sessionId?: never;
      subject: string;
      email: string | undefined;
      name: string | undefined;
      issuedAt?: number | undefined;
      expiresAt: number;
    };

/** The public half of an Ed25519 key, given as a JWK in JSON; a public key is returned as it is. */
export function publicJwkOf(jwk: string): JWK {
  const { d: _private, ...publicJwk } = JSON.parse(jwk) as JWK;
  return publicJwk;
}

/** Issues an access token of a session: a JWT signed by EdDSA. */
export async function issueAccessToken(
  config: TokenConfig,
  { id, userId }: { id: string; userId: string },
): Promise<string> {
  const key = await importJWK(JSON.parse(config.JWT_JWK) as JWK, algorithm);
  return (
    new SignJWT({ sid: id })
      .setProtectedHeader({ alg: algorithm, typ: "at+jwt" })
      .setIssuer(config.PUBLIC_URL)
      .setAudience(audience)
      .setSubject(userId)
      // With its milliseconds, as ending all sessions separates tokens of the same second.
      .setIssuedAt(Date.now() / 1000)
      .setExpirationTime(`${accessTokenLife}s`)
      .sign(key)
  );
}

/** Opens the verifier of access tokens; the verifier throws the problem `unauthenticated`. */
export function openVerifier(config: TokenConfig): Verify {
  const key = importJWK(publicJwkOf(config.JWT_JWK), algorithm);
  const external = config.OIDC_ISSUER && config.OIDC_AUDIENCE ? openExternal(config) : undefined;
  return remembered(async (token) => {
    try {
      if (external && issuerOf(token) === config.OIDC_ISSUER) return await external(token);
      const { payload } = await jwtVerify(token, await key, {
        algorithms: [algorithm],
        issuer: config.PUBLIC_URL,
        audience,
        typ: "at+jwt",
        requiredClaims: ["sub", "exp"],
      });
      if (!isUuid(payload.sub)) throw new Error("the subject is no account");
      return {
        kind: "user",
        userId: payload.sub as string,
        // A token of the previous version has none.
        sessionId: isUuid(payload.sid) ? payload.sid : undefined,
        issuedAt: payload.iat,
        expiresAt: payload.exp as number,
      };
    } catch {
      throw problem("unauthenticated", "The access token is invalid or has expired.");
    }
  });
}

type Verify = (token: string) => Promise<Identity>;

/** Most verified tokens in the cache; a device uses the same token for 15 minutes. */
const mostRemembered = 1000;

// Verifying a signature is a large part of a small request, and the result is the same until the token expires.
function remembered(verify: Verify): Verify {
  const known = new Map<string, Identity>();
  return async (token) => {
    const before = known.get(token);
    if (before && before.expiresAt * 1000 > Date.now()) return before;
    known.delete(token);
    const identity = await verify(token);
    if (known.size >= mostRemembered) known.delete(known.keys().next().value as string);
    known.set(token, identity);
    return identity;
  };
}

function openExternal(config: TokenConfig): (token: string) => Promise<Identity> {
  const issuer = config.OIDC_ISSUER as string;
  const url = config.OIDC_JWKS_URL ?? `${issuer.replace(/\/$/, "")}/.well-known/jwks.json`;
  const keys = createRemoteJWKSet(new URL(url), { timeoutDuration: 5000 });
  return async (token) => {
    const { payload } = await jwtVerify(token, keys, {
      algorithms: ["EdDSA", "ES256", "RS256", "PS256"],
      issuer,
      audience: config.OIDC_AUDIENCE as string,
      requiredClaims: ["sub", "exp"],
    });
    if (isIdToken(payload)) throw new Error("this is an ID token");
    const { email, email_verified, name } = payload as JWTPayload & Record<string, unknown>;
    return {
      kind: "external",
      subject: `${issuer}|${payload.sub}`,
      // An address that the issuer has not verified may belong to somebody else.
      email: typeof email === "string" && email_verified === true ? email : undefined,
      name: typeof name === "string" ? name : undefined,
      issuedAt: payload.iat,
      expiresAt: payload.exp as number,
    };
  };
}

// An ID token tells its client who logged in; it is no access, even where both have the same audience.
const isIdToken = (payload: JWTPayload): boolean =>
  payload.typ === "ID" || ["nonce", "at_hash", "c_hash"].some((claim) => claim in payload);

// Read before verification, only to choose the keys that then verify the token.
function issuerOf(token: string): unknown {
  const payload = token.split(".")[1] ?? "";
  return (JSON.parse(Buffer.from(payload, "base64url").toString()) as JWTPayload).iss;
}
