import { createHash, timingSafeEqual } from "node:crypto";
import { importJWK, type JWK, type JWTPayload, jwtVerify, SignJWT } from "jose";
import { problem } from "../contract/problems.ts";
import { publicJwkOf, type TokenConfig } from "./tokens.ts";

// `api` decides that a link is to be mailed and verifies it when it is opened; `notify` makes it when it sends the
// mail, so that no topic contains it.

const algorithm = "EdDSA";

/** The origin and the key of links. */
type Signer = Pick<TokenConfig, "PUBLIC_URL" | "JWT_JWK">;

/**
 * The purpose of a mailed link. Type and audience differ, so that no link works for another purpose or as an access
 * token.
 */
interface Purpose {
  /** Used in the type and audience of its tokens. */
  name: string;
  /** Life of a link from its request, in hours. */
  hours: number;
}

const confirmation: Purpose = { name: "email-confirmation", hours: 24 };
const passwordReset: Purpose = { name: "password-reset", hours: 1 };

/** Life of a link that confirms an address, in hours. */
export const confirmationHours = confirmation.hours;
/** Life of a link to a new password, in hours. */
export const resetHours = passwordReset.hours;

/** Whether a link that was requested at `requested` has expired. */
const isOver = ({ hours }: Purpose, requested: Date, now: Date): boolean =>
  now.getTime() >= requested.getTime() + hours * 3_600_000;
export const confirmationIsOver = (requested: Date, now: Date) => isOver(confirmation, requested, now);
export const resetIsOver = (requested: Date, now: Date) => isOver(passwordReset, requested, now);

/** Issues the token that confirms an account's address. The same arguments always give the same token. */
export const issueConfirmation = (
  signer: Signer,
  { id, email }: { id: string; email: string },
  requested: Date,
): Promise<string> => issue(signer, confirmation, id, { email }, requested);

/**
 * Issues the token that replaces the password with this fingerprint, once. The same arguments always give the same
 * token.
 */
export const issueReset = (signer: Signer, id: string, replaces: string, requested: Date): Promise<string> =>
  issue(signer, passwordReset, id, { replaces }, requested);

/** The account and address in a confirmation token; throws the problem `invalid`. */
export async function readConfirmation(
  signer: Signer,
  token: string,
): Promise<{ id: string; email: string }> {
  const { sub, email } = await read(signer, confirmation, token, "email");
  return { id: sub, email: email as string };
}

/** The account in a reset token, and the fingerprint of the password it replaces; throws the problem `invalid`. */
export async function readReset(signer: Signer, token: string): Promise<{ id: string; replaces: string }> {
  const { sub, replaces } = await read(signer, passwordReset, token, "replaces");
  return { id: sub, replaces: String(replaces) };
}

/**
 * The fingerprint of a password, from its hash, which it does not reveal. The hash contains a random salt: once the
 * password is set again, even to the same text, no former link matches.
 */
export const printOf = (passwordHash: string): string =>
  createHash("sha256").update(passwordHash).digest("base64url");

/** Whether a fingerprint matches the password with this hash; false without a hash. */
export function fits(print: string, passwordHash: string | null | undefined): boolean {
  const [wanted, found] = [Buffer.from(print), Buffer.from(printOf(passwordHash ?? ""))];
  return Boolean(passwordHash) && found.length === wanted.length && timingSafeEqual(found, wanted);
}

// Ed25519 signatures are deterministic, so a mail sent twice has the same link.
async function issue(
  signer: Signer,
  { name, hours }: Purpose,
  userId: string,
  claims: Record<string, string>,
  requested: Date,
): Promise<string> {
  const seconds = Math.floor(requested.getTime() / 1000);
  return new SignJWT(claims)
    .setProtectedHeader({ alg: algorithm, typ: `${name}+jwt` })
    .setIssuer(signer.PUBLIC_URL)
    .setAudience(`taskwake/${name}`)
    .setSubject(userId)
    .setIssuedAt(seconds)
    .setExpirationTime(seconds + hours * 3600)
    .sign(await importJWK(JSON.parse(signer.JWT_JWK) as JWK, algorithm));
}

async function read(
  signer: Signer,
  { name }: Purpose,
  token: string,
  claim: string,
): Promise<JWTPayload & { sub: string }> {
  try {
    const { payload } = await jwtVerify(token, await importJWK(publicJwkOf(signer.JWT_JWK), algorithm), {
      algorithms: [algorithm],
      issuer: signer.PUBLIC_URL,
      audience: `taskwake/${name}`,
      typ: `${name}+jwt`,
      requiredClaims: ["sub", "exp", claim],
    });
    return payload as JWTPayload & { sub: string };
  } catch {
    throw invalidLink();
  }
}

/** The problem for a link that is invalid or no longer valid. */
export const invalidLink = () => problem("invalid", "This link is invalid or has expired.");
