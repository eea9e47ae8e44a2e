import type { IncomingMessage, ServerResponse } from "node:http";
import { trace } from "@opentelemetry/api";
import findMyWay from "find-my-way";
import type * as z from "zod";
import { problem, unavailable } from "../_shared/contract/problems.ts";
import type { Refusal } from "../_shared/domain/refusal.ts";
import { parseBody, receiveBody, type WithBody } from "../_shared/platform/body.ts";
import { openGate } from "../_shared/platform/gate.ts";
import { openAddressOf } from "../_shared/platform/proxies.ts";
import { fullDetail } from "../_shared/store/accounts/room.ts";
import { answer, replyToError } from "./answers.ts";
import { authenticate } from "./auth/authenticate.ts";
import { assistantOf, callerOf } from "./auth/callers.ts";
import { checkOrigin } from "./auth/same-origin.ts";
import type { ApiDeps } from "./deps.ts";
import { openReads } from "./reads.ts";
import type { Context, ProblemReply, Route, Sent } from "./route.ts";

const defaultBodyLimit = 256 * 1024;
/** Largest body of a request without a token, in bytes: such requests contain a name and a password. */
const openBodyLimit = 8 * 1024;
/** Bodies above this size enter one or two at a time, to limit the memory of the process. */
const largeBody = 1024 * 1024;
/** Most large bodies that arrive at a time, one for each person. */
const mostArriving = 12;
/** Bytes of a body that count as one write. */
const bytesPerWrite = 4096;
const fileBytesPerWrite = 64 * 1024;
const methods = ["GET", "POST", "PATCH", "PUT", "DELETE"] as const;

/** Who sends a request. */
type Caller = Pick<Context<never, never, never>, "userId" | "sessionId" | "actor" | "origin">;

/** A request with its route, its caller and its body. */
interface Admitted {
  route: Route;
  by: Caller;
  params: Record<string, string>;
  url: URL;
  ip: string;
}

/** The two halves of answering a request; both answer problems themselves, by RFC 9457. */
export interface Router {
  /** Finds the route, the caller and the body, before the framework runs; false when it has answered already. */
  admit(request: WithBody, response: ServerResponse): Promise<boolean>;
  /** Validates, calls the route's handler and answers. */
  handle(request: WithBody, response: ServerResponse): Promise<void>;
}

/** Opens the router of these routes. */
export function openRouter(deps: ApiDeps, routes: Route[]): Router {
  const addressOf = openAddressOf(deps.config.TRUSTED_PROXIES);
  const router = findMyWay({ ignoreTrailingSlash: true, maxParamLength: 200 });
  for (const route of routes)
    router.on(route.method, route.path.replace(/\{(\w+)\}/g, ":$1"), () => undefined, { route });
  const admitted = new WeakMap<object, Admitted>();
  const enterRead = openReads(deps.limits);
  const large = openGate(2, 8, "Too many large requests are being read at this moment.");
  /** Lets a request leave the gate. */
  const leaving = new WeakMap<object, () => void>();

  async function admit(request: WithBody, response: ServerResponse): Promise<void> {
    const url = urlOf(request);
    // HEAD is answered like GET; Node sends only the headers.
    const method = request.method === "HEAD" ? "GET" : request.method;
    const found = router.find(method as "GET", url.pathname);
    const caller = callerOf(deps.config, request);
    const { route } = (found?.store ?? {}) as { route?: Route };
    if (!route || !found) throw notFound(method, url.pathname);
    if (caller && !route.assistant) throw problem("not-found", `${method} ${url.pathname}`);
    if (route.open && route.method !== "GET" && route.path.startsWith("/v1/"))
      checkOrigin(request, deps.config.PUBLIC_URL);
    trace.getActiveSpan()?.updateName(`${method} ${route.path}`);
    // The caller is authenticated before a large body is read.
    const by = caller ? assistantOf(caller, request) : await personOf(route, request);
    const { userId } = by;
    if (userId) deps.seen([userId]);
    if (userId && route.method === "GET") await enterRead(userId, request, response);
    const bodyLimit = route.bodyLimit ?? (route.open ? openBodyLimit : defaultBodyLimit);
    const size = sizeOf(request, bodyLimit);
    if (route.receive) {
      // Counted before it is received: an upload that is aborted costs as much.
      await deps.limits.write(userId, Math.max(1, Math.ceil(size / fileBytesPerWrite)));
      request.body = await route.receive(deps, userId, request, bodyLimit);
    } else {
      const isLarge = size > largeBody;
      // It takes a place only when it is there: a body that never comes must not keep others out.
      await (isLarge
        ? inTurn(userId, () => receiveBody(request, bodyLimit))
        : receiveBody(request, bodyLimit));
      if (isLarge) await enter(request, response);
      parseBody(request);
      if (userId && route.method !== "GET") await deps.limits.write(userId, writesOf(request));
    }
    admitted.set(request, {
      route,
      by,
      params: found.params as Record<string, string>,
      url,
      ip: addressOf(request),
    });
  }

  async function personOf(route: Route, request: IncomingMessage): Promise<Caller> {
    if (route.open) return { userId: "", sessionId: null, actor: "person", origin: null };
    const { userId, sessionId, full } = await authenticate(deps, request, route);
    // Refused before it is sent: even a command that is refused later takes its bytes.
    if (full && route.write) throw problem("limit-reached", fullDetail);
    return { userId, sessionId, actor: "person", origin: null };
  }

  /** People whose large body is arriving. */
  const arriving = new Set<string>();
  async function inTurn(userId: string, receive: () => Promise<void>): Promise<void> {
    if (arriving.has(userId))
      throw problem("too-many-requests", "One large request at a time is read.", { retryAfter: 5 });
    if (arriving.size >= mostArriving) throw unavailable("Too many large requests are being read.");
    arriving.add(userId);
    await receive().finally(() => arriving.delete(userId));
  }

  /** Resolves when it is this request's turn. The turn ends with its work, even if the caller disconnects before. */
  const enter = (request: WithBody, response: ServerResponse): Promise<void> =>
    new Promise((resolve, reject) => {
      const inside = () =>
        new Promise<void>((leave) => {
          leaving.set(request, leave);
          if (response.destroyed) leave();
          response.once("close", () => leaving.get(request)?.());
          resolve();
        });
      large(inside).catch(reject);
    });

  function notFound(method: string | undefined, path: string): Refusal {
    const allowed = methods.filter((each) => router.find(each, path));
    if (allowed.length === 0) return problem("not-found", `${method} ${path}`);
    return problem("method-not-allowed", `${method} ${path}`, { allowed });
  }

  return {
    async admit(request, response) {
      try {
        await admit(request, response);
        return true;
      } catch (error) {
        leaving.get(request)?.();
        await answer(request, response, replyToError(error, request));
        return false;
      }
    },
    async handle(request, response) {
      const leave = leaving.get(request);
      leaving.delete(request);
      try {
        const reply = await run(deps, admitted.get(request) as Admitted, request);
        await answer(request, response, reply);
      } catch (error) {
        await answer(request, response, replyToError(error, request));
      } finally {
        leave?.();
      }
    },
  };
}

async function run(
  deps: ApiDeps,
  { route, by, params, url, ip }: Admitted,
  request: WithBody,
): Promise<Sent | ProblemReply> {
  if (route.body && !route.files && Buffer.isBuffer(request.body)) throw problem("not-json");
  return route.handle({
    deps,
    ...by,
    params: parse(route.params, params, "path"),
    query: parse(route.query, queryOf(url), "query"),
    body: parse(route.body, request.body, "body"),
    request,
    ip,
  });
}

function urlOf(request: IncomingMessage): URL {
  try {
    return new URL(`http://api${request.url}`);
  } catch {
    throw problem("bad-request", "The path cannot be understood.");
  }
}

// A body of unknown length may have the largest size.
const sizeOf = ({ headers }: IncomingMessage, most: number): number =>
  Math.min(most, Number(headers["content-length"] ?? (headers["transfer-encoding"] ? most : 0)));

// A bulk request counts by its items, and every request by its size, as several times its size is stored.
function writesOf({ body, rawBody }: WithBody): number {
  const { operations } = (body ?? {}) as { operations?: unknown };
  const items = Array.isArray(operations) ? operations.length : 1;
  const size = rawBody?.length ?? 0;
  return Math.max(items, Math.ceil(size / bytesPerWrite));
}

function queryOf(url: URL): Record<string, string | string[]> {
  const all = new Map<string, string | string[]>();
  for (const [key, value] of url.searchParams) {
    const before = all.get(key);
    if (Array.isArray(before)) before.push(value);
    else all.set(key, before === undefined ? value : [before, value]);
  }
  return Object.fromEntries(all);
}

function parse(schema: z.ZodType | undefined, value: unknown, where: string): unknown {
  if (!schema) return value;
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.map(({ path, message }) => ({
    path: [where, ...path].join("."),
    message,
  }));
  throw problem("invalid", errors.map(({ path, message }) => `${path}: ${message}`).join("; "), { errors });
}
