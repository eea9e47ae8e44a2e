import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import { log, messageOf } from "../_shared/platform/log.ts";
import { always, refuse } from "../_shared/platform/refused.ts";
import type { ProblemReply, Sent } from "./route.ts";

export { replyToError } from "../_shared/platform/refused.ts";

/** Sends the answer of a handler. Throws when the first piece of a streamed answer fails. */
export async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  reply: Sent | ProblemReply,
): Promise<void> {
  if ("problem" in reply) refuse(response, reply);
  else if (reply.pieces) await stream(response, reply, reply.pieces);
  else send(request, response, reply);
}

/** Milliseconds that a reader of a stream may take nothing; Node notices it within twice as many. */
const stall = 60_000;

/**
 * Streams a reply. The first piece comes before the status, so that an early failure is still answered as a problem.
 */
async function stream(response: ServerResponse, reply: Sent, pieces: AsyncGenerator<string>): Promise<void> {
  const first = await pieces.next();
  response.writeHead(reply.status, { ...always, ...reply.headers });
  response.setTimeout(stall, () => response.destroy());
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
