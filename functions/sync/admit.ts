import type { IncomingMessage } from "node:http";
import { problem } from "../_shared/contract/problems.ts";
import type { Deps } from "../_shared/platform/deps.ts";
import type { Identity } from "../_shared/platform/tokens.ts";
import { findBySubject, findOpenSession, type TokenSession } from "../_shared/store/accounts/users.ts";

/** A device that may connect; instants of its token in seconds since 1970. */
export interface Admitted extends TokenSession {
  userId: string;
  /** The change to continue from. (Default: from now on) */
  since: number | undefined;
  expiresAt: number;
}

/** The user of a connection and the change to continue from. Throws the problem `unauthenticated` or `invalid`. */
export async function admit(
  deps: Deps,
  verify: (token: string) => Promise<Identity>,
  request: IncomingMessage,
  token: string | undefined,
): Promise<Admitted> {
  if (!token) throw problem("unauthenticated");
  const identity = await verify(token);
  const userId = identity.kind === "user" ? identity.userId : await accountOf(deps, identity.subject);
  const account = await findOpenSession(deps.db, userId, identity);
  if (!account || account.erase_at) throw problem("unauthenticated");
  const { expiresAt, issuedAt, sessionId } = identity;
  return { userId, since: cursorOf(request), expiresAt, issuedAt, sessionId };
}

/** The longest time a timer can be set for, in milliseconds. */
const longestTimer = 2 ** 31 - 1;

/** Milliseconds until a token expires, at most the longest timer. */
export const timeUntil = (expiresAt: number, now: Date): number =>
  Math.min(longestTimer, Math.max(0, expiresAt * 1000 - now.getTime()));

async function accountOf(deps: Deps, subject: string): Promise<string> {
  const id = await findBySubject(deps.db, subject);
  // The api, which a client calls first, creates the account.
  if (!id) throw problem("unauthenticated");
  return id;
}

// An event stream that reconnects sends the id of its last event itself.
function cursorOf(request: IncomingMessage): number | undefined {
  const url = new URL(request.url ?? "/", "http://sync");
  const since = request.headers["last-event-id"] ?? url.searchParams.get("since");
  if (since === null || since === undefined || since === "") return undefined;
  const seq = Number(since);
  if (!Number.isSafeInteger(seq) || seq < 0) throw problem("invalid", "The cursor must be a number.");
  return seq;
}
