import type { IncomingMessage } from "node:http";
import * as z from "zod";
import {
  type Caller,
  callerHeader,
  callers,
  originHeader,
  readOrigin,
  userHeader,
} from "../../_shared/contract/internal.ts";
import { problem } from "../../_shared/contract/problems.ts";
import { hasToken } from "../../_shared/platform/host.ts";
import type { Context } from "../route.ts";

/**
 * The function that made this request by service invocation: with the app token, which only the own sidecar knows, and
 * the caller's name, which that sidecar sets. Undefined for everyone else, whatever headers they send.
 */
export function callerOf(
  { APP_API_TOKEN }: { APP_API_TOKEN?: string | undefined },
  request: IncomingMessage,
): Caller | undefined {
  const name = String(request.headers[callerHeader]);
  if (!Object.hasOwn(callers, name)) return undefined;
  return APP_API_TOKEN && hasToken(request, APP_API_TOKEN) ? (name as Caller) : undefined;
}

/** The person for whom a function calls, and the origin; throws the problem `unauthenticated` without them. */
export function assistantOf(
  caller: Caller,
  { headers }: IncomingMessage,
): Pick<Context<never, never, never>, "userId" | "sessionId" | "actor" | "origin"> {
  const user = z.uuid().safeParse(headers[userHeader]);
  const origin = readOrigin(headers[originHeader]);
  if (!user.success || !origin) throw problem("unauthenticated", "A call needs a person and an origin.");
  return { userId: user.data, sessionId: null, actor: callers[caller], origin };
}
