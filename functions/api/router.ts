import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import findMyWay from "find-my-way";
import type * as z from "zod";
import { readBody, type WithBody } from "../_shared/dapr/body.ts";
import { ProblemError, problems } from "../_shared/errors.ts";
import { log, messageOf } from "../_shared/log.ts";
import { authenticate } from "./auth/authenticate.ts";
import type { ApiDeps } from "./deps.ts";
import type { Reply, Route } from "./route.ts";

const defaultBodyLimit = 256 * 1024;

/** A request whose route is known, whose caller is known and whose body was read. */
interface Admitted {
  route: Route;
  userId: string;
  params: Record<string, string>;
  url: URL;
}

/** The two halves of answering a request; both answer problems by RFC 9457 themselves. */
export interface Router {
  /** Finds the route, the caller and the body, ahead of the framework; false when it has answered already. */
  admit(request: WithBody, response: ServerResponse): Promise<boolean>;
  /** Validates, calls the route's handler and answers. */
  handle(request: WithBody, response: ServerResponse): Promise<void>;
}

/** Opens the router of these routes. */
export function openRouter(deps: ApiDeps, routes: Route[]): Router {
  const router = findMyWay({ ignoreTrailingSlash: true, maxParamLength: 200 });
  for (const route of routes)
    router.on(route.method, route.path.replace(/\{(\w+)\}/g, ":$1"), () => undefined, { route });
  const admitted = new WeakMap<object, Admitted>();

  async function admit(request: WithBody): Promise<void> {
    const url = urlOf(request);
    const found = router.find((request.method ?? "GET") as "GET", url.pathname);
    if (!found) throw problems.notFound(`${request.method} ${url.pathname}`);
    const { route } = found.store as { route: Route };
    // Who asks is known before anything large is read from them.
    const userId = route.open ? "" : await authenticate(deps, request);
    await readBody(request, route.bodyLimit ?? defaultBodyLimit);
    if (userId && route.method !== "GET") await deps.limits.write(userId, itemsOf(request.body));
    admitted.set(request, { route, userId, params: found.params as Record<string, string>, url });
  }

  return {
    async admit(request, response) {
      try {
        await admit(request);
        return true;
      } catch (error) {
        send(request, response, replyTo(error, request));
        return false;
      }
    },
    async handle(request, response) {
      try {
        const reply = await run(deps, admitted.get(request) as Admitted, request);
        if (reply.pieces) await stream(response, reply, reply.pieces);
        else send(request, response, reply);
      } catch (error) {
        send(request, response, replyTo(error, request));
      }
    },
  };
}

function run(deps: ApiDeps, { route, userId, params, url }: Admitted, request: WithBody): Promise<Reply> {
  return route.handle({
    deps,
    userId,
    params: parse(route.params, params, "path"),
    query: parse(route.query, queryOf(url), "query"),
    body: parse(route.body, request.body, "body"),
    request,
    ip: addressOf(request),
  });
}

function urlOf(request: IncomingMessage): URL {
  try {
    return new URL(`http://api${request.url}`);
  } catch {
    throw problems.badRequest("The path cannot be understood.");
  }
}

function itemsOf(body: unknown): number {
  const { operations } = (body ?? {}) as { operations?: unknown };
  return Array.isArray(operations) ? operations.length : 1;
}

function queryOf(url: URL): Record<string, string | string[]> {
  const all = [...new Set(url.searchParams.keys())].map((key) => {
    const values = url.searchParams.getAll(key);
    return [key, values.length === 1 ? values[0] : values];
  });
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
  throw problems.invalid(errors.map(({ path, message }) => `${path}: ${message}`).join("; "), { errors });
}

// The proxy in front appends the address it saw; what stands before it, anyone may have written.
function addressOf(request: IncomingMessage): string {
  const forwarded = String(request.headers["x-forwarded-for"] ?? "");
  return forwarded.split(",").at(-1)?.trim() || (request.socket.remoteAddress ?? "");
}

function replyTo(error: unknown, request: IncomingMessage): Reply {
  const known = error instanceof ProblemError ? error : problems.internal();
  if (known !== error) log("error", "request failed", { method: request.method, error: messageOf(error) });
  return problemReply(known);
}

/** The reply that carries a problem. */
export function problemReply({ problem, headers }: Pick<ProblemError, "problem" | "headers">): Reply {
  return {
    status: problem.status,
    body: problem,
    headers: { ...headers, "Content-Type": "application/problem+json" },
  };
}

const always = { "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff" };

// The first piece comes before the status is sent: what fails at once is still answered as a problem.
async function stream(response: ServerResponse, reply: Reply, pieces: AsyncGenerator<string>): Promise<void> {
  const first = await pieces.next();
  response.writeHead(reply.status, { ...always, ...reply.headers });
  if (!first.done) response.write(first.value);
  await pipeline(pieces, response).catch((error) =>
    log("warn", "answer broken off", { error: messageOf(error) }),
  );
}

function send(request: IncomingMessage, response: ServerResponse, reply: Reply): void {
  const headers: Record<string, string | string[]> = { ...always, ...reply.headers };
  if (reply.body === undefined) {
    response.writeHead(reply.status, headers).end();
    return;
  }
  headers["Content-Type"] ??= "application/json";
  const raw = typeof reply.body === "string" || Buffer.isBuffer(reply.body);
  const body = raw ? (reply.body as string | Buffer) : JSON.stringify(reply.body);
  if (request.method === "GET" && reply.status === 200) {
    headers.ETag ??= `W/"${createHash("sha1").update(body).digest("base64url")}"`;
    headers["Cache-Control"] = "private, no-cache";
    if (matches(request.headers["if-none-match"], headers.ETag as string)) {
      response.writeHead(304, headers).end();
      return;
    }
  }
  headers["Content-Length"] = String(Buffer.byteLength(body));
  response.writeHead(reply.status, headers).end(body);
}

// Weak comparison, as RFC 9110 has it for If-None-Match.
function matches(header: string | undefined, etag: string): boolean {
  const plain = (tag: string) => tag.trim().replace(/^W\//, "");
  return (
    header !== undefined && (header === "*" || header.split(",").some((tag) => plain(tag) === plain(etag)))
  );
}
