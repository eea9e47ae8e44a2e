import { problem } from "../../_shared/contract/problems.ts";
import type { ApiDeps } from "../deps.ts";
import { verifyPassword } from "./passwords.ts";

/**
 * Checks the person's own password under their session: somebody who stole a session is limited in guessing it. Throws the
 * problem `wrong-password` or `too-many-requests`.
 */
export async function checkOwn(deps: ApiDeps, userId: string, given: string, hash: string): Promise<void> {
  const attempt = deps.limits.own(userId);
  await attempt.count();
  if (!(await verifyPassword(given, hash, attempt.isKnown))) throw problem("wrong-password");
  await attempt.forgive();
}
