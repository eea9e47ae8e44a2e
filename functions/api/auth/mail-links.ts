import { importJWK, type JWK, type JWTPayload, jwtVerify, SignJWT } from "jose";
import { problem } from "../../_shared/contract/problems.ts";
import { publicJwkOf, type TokenConfig } from "../../_shared/platform/tokens.ts";

const algorithm = "EdDSA";

/** What a mailed link is for. None stands for another, nor for an access token: type and audience differ. */
export interface LinkPurpose {
  /** Names type and audience of its tokens. */
  name: string;
  /** Life of a link, in hours. */
  hours: number;
}

/** Issues the proof that whoever reads this account's mail has: a JWT of ours for the account. */
export async function issueLink(
  config: TokenConfig,
  { name, hours }: LinkPurpose,
  userId: string,
  claims: Record<string, string>,
): Promise<string> {
  return new SignJWT(claims)
    .setProtectedHeader({ alg: algorithm, typ: `${name}+jwt` })
    .setIssuer(config.PUBLIC_URL)
    .setAudience(`taskwake/${name}`)
    .setSubject(userId)
    .setIssuedAt()
    .setExpirationTime(`${hours}h`)
    .sign(await importJWK(JSON.parse(config.JWT_JWK) as JWK, algorithm));
}

/** What a link's token says, with these claims at least; throws the problem `invalid`. */
export async function readLink(
  config: TokenConfig,
  { name }: LinkPurpose,
  token: string,
  requiredClaims: string[],
): Promise<JWTPayload & { sub: string }> {
  try {
    const { payload } = await jwtVerify(token, await importJWK(publicJwkOf(config.JWT_JWK), algorithm), {
      algorithms: [algorithm],
      issuer: config.PUBLIC_URL,
      audience: `taskwake/${name}`,
      typ: `${name}+jwt`,
      requiredClaims: ["sub", "exp", ...requiredClaims],
    });
    return payload as JWTPayload & { sub: string };
  } catch {
    throw invalidLink();
  }
}

/** What is answered to a link that is not, or no longer, good for anything. */
export const invalidLink = () => problem("invalid", "This link is not valid, or no longer.");
