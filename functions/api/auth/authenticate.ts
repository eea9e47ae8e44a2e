import type { IncomingMessage } from "node:http";
import { problem } from "../../_shared/contract/problems.ts";
import type { Identity } from "../../_shared/platform/tokens.ts";
import { userOfSubject } from "../../_shared/store/accounts/users.ts";
import type { ApiDeps } from "../deps.ts";

/** The id of the user whose bearer token the request carries; throws the problem `unauthenticated`. */
export async function authenticate(deps: ApiDeps, request: IncomingMessage): Promise<string> {
  const [scheme, token] = (request.headers.authorization ?? "").split(" ");
  if (scheme?.toLowerCase() !== "bearer" || !token) throw problem("unauthenticated");
  return userOf(deps, await deps.verify(token));
}

// A person the external issuer vouches for gets an account at first sight.
async function userOf(deps: ApiDeps, identity: Identity): Promise<string> {
  if (identity.kind === "user") return identity.userId;
  const { subject, email = "", name = "" } = identity;
  return userOfSubject(deps.db, { id: deps.newId(), subject, email, name });
}
