import type { IncomingMessage } from "node:http";
import { problem } from "../../_shared/contract/problems.ts";
import type { Identity } from "../../_shared/platform/tokens.ts";
import { findOpenSession, userOfSubject } from "../../_shared/store/accounts/users.ts";
import type { ApiDeps } from "../deps.ts";

/**
 * The user and session of the request's bearer token, and whether the user's bytes are used up; throws the problem
 * `unauthenticated`, also when the account was erased or the session was ended after the token was issued, and
 * `erasure-pending` for an account that is about to be erased, unless the request is to keep it.
 */
export async function authenticate(
  deps: ApiDeps,
  request: IncomingMessage,
  { keeps = false } = {},
): Promise<{ userId: string; sessionId: string | null; full: boolean }> {
  const [scheme, token] = (request.headers.authorization ?? "").split(" ");
  if (scheme?.toLowerCase() !== "bearer" || !token) throw problem("unauthenticated");
  const identity = await deps.verify(token);
  const userId = await userOf(deps, identity);
  const session = await findOpenSession(deps.db, userId, identity);
  if (!session) throw problem("unauthenticated", "This session has ended.");
  // Other tokens were ended with their sessions; of an external issuer one can be new.
  if (session.erase_at && !keeps)
    throw problem("erasure-pending", undefined, { erase_at: session.erase_at.toISOString() });
  return { userId, sessionId: identity.sessionId ?? null, full: session.full };
}

// A person of the external issuer gets an account at their first request.
async function userOf(deps: ApiDeps, identity: Identity): Promise<string> {
  if (identity.kind === "user") return identity.userId;
  const { subject, email = "", name = "" } = identity;
  return userOfSubject(deps.db, { id: deps.newId(), subject, email, name });
}
