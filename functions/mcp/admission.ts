import type { IncomingMessage, ServerResponse } from "node:http";
import { hostHeaderValidation, originValidation } from "@modelcontextprotocol/node";
import type { AuthInfo } from "@modelcontextprotocol/server";
import { RateLimiterMemory, type RateLimiterRes } from "rate-limiter-flexible";
import { toolNamed } from "../_shared/assistant/index.ts";
import { problem } from "../_shared/contract/problems.ts";
import { Refusal } from "../_shared/domain/refusal.ts";
import type { Scope } from "../_shared/domain/scopes.ts";
import type { Access } from "../_shared/platform/access.ts";
import { readBody, type WithBody } from "../_shared/platform/body.ts";
import { always, refuse, replyToError } from "../_shared/platform/refused.ts";
import { challenge } from "./metadata.ts";

const bodyLimit = 256 * 1024;
/** Milliseconds within which a request's body must have arrived. */
const bodyDeadline = 10_000;
/** Requests of one token per minute and replica. */
const requestsPerMinute = 300;

/** A request that may be served, with its caller. */
export type Admitted = WithBody & { auth: AuthInfo };

export interface AdmissionOptions {
  publicUrl: string;
  access: (token: string) => Promise<Access>;
  /** Multiplies the limit of requests. */
  rateFactor: number;
}

/**
 * Opens the admission to the protocol: Host and Origin, the body's size and time, the token, the rate, and the
 * scopes of the call, in this order. It answers what it refuses; false then.
 */
export function openAdmission({ publicUrl, access, rateFactor }: AdmissionOptions) {
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
      refuseCall(request, response, error, publicUrl);
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

function refuseCall(request: IncomingMessage, response: ServerResponse, error: unknown, publicUrl: string) {
  if (error instanceof Refusal && error.code === "insufficient-scope") {
    const scope = error.detail as string;
    const header = challenge(publicUrl, { error: "insufficient_scope", scope });
    const headers = { ...always, "Content-Type": "application/problem+json", "WWW-Authenticate": header };
    response.writeHead(403, headers).end(JSON.stringify({ error: "insufficient_scope", scope }));
    return;
  }
  const refused = replyToError(error, request);
  const unknown = request.headers.authorization ? { error: "invalid_token" } : {};
  refuse(response, {
    ...refused,
    headers: {
      ...refused.headers,
      ...(refused.problem.status === 401 && {
        "WWW-Authenticate": challenge(publicUrl, { ...unknown, scope: "tasks:read" }),
      }),
      // What is left of the body would be read as the next request.
      ...(!request.complete && { Connection: "close" }),
    },
  });
}
