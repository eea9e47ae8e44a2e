import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import { problem, problemOf, unavailable } from "../_shared/contract/problems.ts";
import { Refusal } from "../_shared/domain/refusal.ts";
import { log, messageOf } from "../_shared/platform/log.ts";
import { isAway } from "../_shared/store/database.ts";
import type { ProblemReply, Sent } from "./route.ts";

/** The reply to an error of a handler; an error that is no problem is logged, and the client gets no details. */
export function replyToError(error: unknown, request: IncomingMessage): ProblemReply {
  const known = error instanceof Refusal ? error : isAway(error) ? away() : problem("internal");
  if (known !== error) log("error", "request failed", { method: request.method, error: messageOf(error) });
  return { problem: problemOf(known), headers: headersOf(known) };
}

const away = () => unavailable("The database cannot be reached at the moment.");

function headersOf({ code, facts: { retryAfter, allowed } }: Refusal): Record<string, string> {
  return {
    ...(retryAfter !== undefined && { "Retry-After": String(retryAfter) }),
    ...(allowed && { Allow: allowed.join(", ") }),
    ...(code === "unauthenticated" && { "WWW-Authenticate": "Bearer" }),
  };
}

const always = { "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff" };

/** Sends the answer of a handler. Throws when the first piece of a streamed answer fails. */
export async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  reply: Sent | ProblemReply,
): Promise<void> {
  if ("problem" in reply) {
    const { problem: body, headers } = reply;
    const type = { "Content-Type": "application/problem+json" };
    send(request, response, { status: body.status, body, headers: { ...headers, ...type } });
  } else if (reply.pieces) await stream(response, reply, reply.pieces);
  else send(request, response, reply);
}

/**
 * Streams a reply. The first piece comes before the status, so that an early failure is still answered as a problem.
 */
async function stream(response: ServerResponse, reply: Sent, pieces: AsyncGenerator<string>): Promise<void> {
  const first = await pieces.next();
  response.writeHead(reply.status, { ...always, ...reply.headers });
  if (!first.done) response.write(first.value);
  await pipeline(pieces, response).catch((error) =>
    log("warn", "answer aborted", { error: messageOf(error) }),
  );
}

/** Sends a reply; a GET gets an entity tag, which allows 304. */
function send(request: IncomingMessage, response: ServerResponse, reply: Sent): void {
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

// Weak comparison, as RFC 9110 defines for If-None-Match.
function matches(header: string | undefined, etag: string): boolean {
  const plain = (tag: string) => tag.trim().replace(/^W\//, "");
  return (
    header !== undefined && (header === "*" || header.split(",").some((tag) => plain(tag) === plain(etag)))
  );
}
