import type { IncomingMessage, ServerResponse } from "node:http";
import { hostHeaderValidation, originValidation } from "@modelcontextprotocol/node";
import type { AuthInfo } from "@modelcontextprotocol/server";
import { RateLimiterMemory, type RateLimiterRes } from "rate-limiter-flexible";
import { toolNamed } from "../_shared/assistant/index.ts";
import { problem, problemOf, unavailable } from "../_shared/contract/problems.ts";
import { Refusal } from "../_shared/domain/refusal.ts";
import type { Scope } from "../_shared/domain/scopes.ts";
import type { Access } from "../_shared/platform/access.ts";
import { readBody, type WithBody } from "../_shared/platform/body.ts";
import { log, messageOf } from "../_shared/platform/log.ts";
import { isUnreachable } from "../_shared/store/database.ts";
import { challenge } from "./metadata.ts";

const bodyLimit = 256 * 1024;
/** Milliseconds within which a request's body must have arrived. */
const bodyDeadline = 10_000;
/** Requests of one token per minute and replica. */
const requestsPerMinute = 300;

/** A request that may be served, with its caller. */
export type Admitted = WithBody & { auth: AuthInfo };

export interface GateOptions {
  publicUrl: string;
  access: (token: string) => Promise<Access>;
  /** Multiplies the limit of requests. */
  rateFactor: number;
}

/**
 * Opens the gate in front of the protocol: Host and Origin, the body's size and time, the token, the rate, and the
 * scopes of the call, in this order. It answers what it refuses; false then.
 */
export function openGate({ publicUrl, access, rateFactor }: GateOptions) {
  const { hostname } = new URL(publicUrl);
  const host = hostHeaderValidation([hostname]);
  const origin = originValidation([hostname]);
  const rate = new RateLimiterMemory({ points: requestsPerMinute * rateFactor, duration: 60 });

  async function admit(request: WithBody): Promise<void> {
    await inTime(request, readBody(request, bodyLimit));
    if (request.method === "POST" && Buffer.isBuffer(request.body)) throw problem("not-json");
    const token = /^bearer (.+)$/i.exec(request.headers.authorization ?? "")?.[1];
    if (!token) throw problem("unauthenticated");
    const caller = await access(token);
    await rate.consume(caller.tokenId).catch(tooMany);
    const needed = scopesOf(request.body);
    const missing = needed.filter((scope) => !caller.scopes.includes(scope));
    if (missing.length > 0) throw new Refusal("insufficient-scope", needed.join(" "));
    const { clientId, scopes, expiresAt } = caller;
    const auth = { token, clientId, scopes, expiresAt, extra: { access: caller } };
    Object.assign(request, { auth });
  }

  return async (request: IncomingMessage, response: ServerResponse): Promise<boolean> => {
    if (!host(request, response) || !origin(request, response)) return false;
    try {
      await admit(request);
      return true;
    } catch (error) {
      refuse(request, response, error, publicUrl);
      return false;
    }
  };
}

function inTime(request: IncomingMessage, reading: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(problem("bad-request", "The body took too long.")), bodyDeadline);
  });
  reading.catch(() => undefined);
  return Promise.race([reading, late]).finally(() => {
    clearTimeout(timer);
    // The rest of a body that is too late or too large is not read.
    if (!request.complete) request.pause();
  });
}

function tooMany(refusal: RateLimiterRes): never {
  const retryAfter = Math.ceil((refusal.msBeforeNext ?? 1000) / 1000);
  throw problem("too-many-requests", `Try again in ${retryAfter} seconds.`, { retryAfter });
}

const reading =
  /^(resources\/(read|list|templates\/list|subscribe)|subscriptions\/listen|completion\/complete|prompts\/get)$/;

/** All scopes that a message or a batch of messages needs; listing tools, prompts and versions needs none. */
export function scopesOf(body: unknown): Scope[] {
  const messages = Array.isArray(body) ? body : [body];
  const needed = messages.flatMap((message): Scope[] => {
    const { method, params } = (message ?? {}) as { method?: unknown; params?: Record<string, unknown> };
    if (typeof method !== "string") return [];
    if (reading.test(method)) return ["tasks:read"];
    if (method !== "tools/call") return [];
    return toolNamed(String(params?.name))?.scopesOf(params?.arguments) ?? [];
  });
  return [...new Set(needed)];
}

function refuse(request: IncomingMessage, response: ServerResponse, error: unknown, publicUrl: string): void {
  if (error instanceof Refusal && error.code === "insufficient-scope") {
    const scope = error.detail as string;
    const header = challenge(publicUrl, { error: "insufficient_scope", scope });
    const body = { error: "insufficient_scope", scope };
    answer(response, 403, body, { "WWW-Authenticate": header });
    return;
  }
  const known = error instanceof Refusal ? error : isUnreachable(error) ? unreachable() : problem("internal");
  if (known !== error) log("error", "request failed", { function: "mcp", error: messageOf(error) });
  const { retryAfter } = known.facts;
  const unknown = request.headers.authorization ? { error: "invalid_token" } : {};
  const body = problemOf(known);
  answer(response, body.status, body, {
    ...(body.status === 401 && {
      "WWW-Authenticate": challenge(publicUrl, { ...unknown, scope: "tasks:read" }),
    }),
    ...(retryAfter !== undefined && { "Retry-After": String(retryAfter) }),
    // What is left of the body would be read as the next request.
    ...(!request.complete && { Connection: "close" }),
  });
}

const unreachable = () => unavailable("The database cannot be reached at the moment.");

function answer(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string>,
): void {
  const always = { "Content-Type": "application/problem+json", "Cache-Control": "no-store" };
  response.writeHead(status, { ...always, ...headers }).end(JSON.stringify(body));
}
