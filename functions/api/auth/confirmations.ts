import { importJWK, type JWK, jwtVerify, SignJWT } from "jose";
import type { TokenConfig } from "../../_shared/auth/tokens.ts";
import { problems } from "../../_shared/errors.ts";

const algorithm = "EdDSA";
// Neither stands for the other: an access token has another type and audience.
const typ = "email-confirmation+jwt";
const audience = "taskwake/email-confirmation";

/** Life of a confirmation, in hours. */
export const confirmationHours = 24;

/** Issues the proof that whoever reads this account's mail has: a JWT of ours for the account and its address. */
export async function issueConfirmation(
  config: TokenConfig,
  { id, email }: { id: string; email: string },
): Promise<string> {
  return new SignJWT({ email })
    .setProtectedHeader({ alg: algorithm, typ })
    .setIssuer(config.PUBLIC_URL)
    .setAudience(audience)
    .setSubject(id)
    .setIssuedAt()
    .setExpirationTime(`${confirmationHours}h`)
    .sign(await importJWK(JSON.parse(config.JWT_JWK) as JWK, algorithm));
}

/** The account and address of a confirmation; throws the problem `invalid`. */
export async function readConfirmation(
  config: TokenConfig,
  token: string,
): Promise<{ id: string; email: string }> {
  const { d: _private, ...publicJwk } = JSON.parse(config.JWT_JWK) as JWK;
  try {
    const { payload } = await jwtVerify(token, await importJWK(publicJwk, algorithm), {
      algorithms: [algorithm],
      issuer: config.PUBLIC_URL,
      audience,
      typ,
      requiredClaims: ["sub", "exp", "email"],
    });
    return { id: payload.sub as string, email: payload.email as string };
  } catch {
    throw invalidConfirmation();
  }
}

/** What is answered to a link that does not, or no longer, confirm anything. */
export const invalidConfirmation = () => problems.invalid("This link is not valid, or no longer.");
