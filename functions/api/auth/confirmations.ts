import type { TokenConfig } from "../../_shared/platform/tokens.ts";
import { issueLink, type LinkPurpose, readLink } from "./mail-links.ts";

const purpose: LinkPurpose = { name: "email-confirmation", hours: 24 };

/** Life of a confirmation, in hours. */
export const confirmationHours = purpose.hours;

/** Issues what confirms the address of an account. */
export const issueConfirmation = (
  config: TokenConfig,
  { id, email }: { id: string; email: string },
): Promise<string> => issueLink(config, purpose, id, { email });

/** The account and address of a confirmation; throws the problem `invalid`. */
export async function readConfirmation(
  config: TokenConfig,
  token: string,
): Promise<{ id: string; email: string }> {
  const { sub, email } = await readLink(config, purpose, token, ["email"]);
  return { id: sub, email: email as string };
}
