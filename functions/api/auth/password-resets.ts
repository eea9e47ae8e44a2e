import { createHash, timingSafeEqual } from "node:crypto";
import type { TokenConfig } from "../../_shared/platform/tokens.ts";
import { issueLink, type LinkPurpose, readLink } from "./mail-links.ts";

const purpose: LinkPurpose = { name: "password-reset", hours: 1 };

/** Life of a link to a new password, in hours. */
export const resetHours = purpose.hours;

// The hash has a salt of its own: once the password is another, even the same one again, no former link fits.
const print = (passwordHash: string) => createHash("sha256").update(passwordHash).digest("base64url");

/** Issues what sets a new password in place of the one with this hash, once. */
export const issueReset = (config: TokenConfig, userId: string, passwordHash: string): Promise<string> =>
  issueLink(config, purpose, userId, { replaces: print(passwordHash) });

/** The account of a link, and whether it replaces the password with that hash; throws the problem `invalid`. */
export async function readReset(config: TokenConfig, token: string) {
  const { sub: id, replaces } = await readLink(config, purpose, token, ["replaces"]);
  const wanted = Buffer.from(String(replaces));
  return {
    id,
    fits(passwordHash: string): boolean {
      const found = Buffer.from(print(passwordHash));
      return found.length === wanted.length && timingSafeEqual(found, wanted);
    },
  };
}
