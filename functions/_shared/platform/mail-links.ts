import { createHash, timingSafeEqual } from "node:crypto";
import { importJWK, type JWK, type JWTPayload, jwtVerify, SignJWT } from "jose";
import { problem } from "../contract/problems.ts";
import { publicJwkOf, type TokenConfig } from "./tokens.ts";

// `api` decides that a link is to be mailed and takes it when it comes back; `notify` makes it as it sends it, so that
// it lies in no topic.

const algorithm = "EdDSA";

/** Whose links: origin and key. */
type Signer = Pick<TokenConfig, "PUBLIC_URL" | "JWT_JWK">;

/** What a mailed link is for. None stands for another, nor for an access token: type and audience differ. */
interface Purpose {
  /** Names type and audience of its tokens. */
  name: string;
  /** Life of a link from when it was asked for, in hours. */
  hours: number;
}

const confirmation: Purpose = { name: "email-confirmation", hours: 24 };
const passwordReset: Purpose = { name: "password-reset", hours: 1 };

/** Life of a link that confirms an address, in hours. */
export const confirmationHours = confirmation.hours;
/** Life of a link to a new password, in hours. */
export const resetHours = passwordReset.hours;

/** Whether a link that was asked for at `requested` is past its life. */
const isOver = ({ hours }: Purpose, requested: Date, now: Date): boolean =>
  now.getTime() >= requested.getTime() + hours * 3_600_000;
export const confirmationIsOver = (requested: Date, now: Date) => isOver(confirmation, requested, now);
export const resetIsOver = (requested: Date, now: Date) => isOver(passwordReset, requested, now);

/** Issues what confirms the address of an account. The same question gives the same token, as often as it is issued. */
export const issueConfirmation = (
  signer: Signer,
  { id, email }: { id: string; email: string },
  requested: Date,
): Promise<string> => issue(signer, confirmation, id, { email }, requested);

/** Issues what sets a new password in place of the one with this print, once. The same question gives the same token. */
export const issueReset = (signer: Signer, id: string, replaces: string, requested: Date): Promise<string> =>
  issue(signer, passwordReset, id, { replaces }, requested);

/** The account and address of a confirmation; throws the problem `invalid`. */
export async function readConfirmation(
  signer: Signer,
  token: string,
): Promise<{ id: string; email: string }> {
  const { sub, email } = await read(signer, confirmation, token, "email");
  return { id: sub, email: email as string };
}

/** The account of a link to a new password, and the print of the one it replaces; throws the problem `invalid`. */
export async function readReset(signer: Signer, token: string): Promise<{ id: string; replaces: string }> {
  const { sub, replaces } = await read(signer, passwordReset, token, "replaces");
  return { id: sub, replaces: String(replaces) };
}

/**
 * Tells a password from any other by its hash, and nothing else of it. The hash has a salt of its own: once the password
 * is another, even the same one again, no former link fits.
 */
export const printOf = (passwordHash: string): string =>
  createHash("sha256").update(passwordHash).digest("base64url");

/** Whether a print is that of the password with this hash; never without a hash. */
export function fits(print: string, passwordHash: string | null | undefined): boolean {
  const [wanted, found] = [Buffer.from(print), Buffer.from(printOf(passwordHash ?? ""))];
  return Boolean(passwordHash) && found.length === wanted.length && timingSafeEqual(found, wanted);
}

// Ed25519 signs the same text by the same signature: what is sent twice is one link.
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

/** What is answered to a link that is not, or no longer, good for anything. */
export const invalidLink = () => problem("invalid", "This link is not valid, or no longer.");
