import type http from "node:http";
import { problem } from "../contract/problems.ts";

/** A request whose body was read: parsed if it is JSON, else the bytes. */
export type WithBody = http.IncomingMessage & { body?: unknown; rawBody?: Buffer };

/**
 * Reads the body before the framework does, whose parsers accept up to 1 GiB and answer bad JSON with an HTML page; the
 * framework skips a request that was read already. Throws the problem `too-large` or `bad-request`.
 */
export async function readBody(request: WithBody, limit: number): Promise<void> {
  await receiveBody(request, limit);
  parseBody(request);
}

/** Milliseconds in which a body may be slow, and the bytes a second that it has to come with afterwards. */
const patience = 5000;
const leastRate = 4096;

/** Receives the bytes of the body. Throws the problem `too-large`, or `too-slow` when it hardly comes. */
export async function receiveBody(request: WithBody, limit: number): Promise<void> {
  if (Number(request.headers["content-length"] ?? 0) > limit) throw tooLarge(limit);
  const chunks: Buffer[] = [];
  let size = 0;
  const begun = Date.now();
  const watch = setInterval(() => {
    const late = Date.now() - begun - patience;
    if (late > 0 && size < (late / 1000) * leastRate) request.destroy(tooSlow());
  }, 1000).unref();
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > limit) throw tooLarge(limit);
      chunks.push(chunk);
    }
  } finally {
    clearInterval(watch);
  }
  if (size > 0) request.rawBody = Buffer.concat(chunks);
}

/** Parses the body that was received, if it is JSON. Throws the problem `too-large` or `bad-request`. */
export function parseBody(request: WithBody): void {
  if (request.rawBody) request.body = isJson(request) ? parseJson(request.rawBody) : request.rawBody;
}

/** By the essence of the media type: browsers send types with any parameter across origins without asking. */
function isJson(request: http.IncomingMessage): boolean {
  const [essence = ""] = (request.headers["content-type"] ?? "").split(";");
  return /^[\w.+-]+\/(?:[\w.+-]+\+)?json$/i.test(essence.trim());
}

const tooSlow = () => problem("bad-request", "The body took too long to arrive.");

/** Most objects and arrays in a body: each needs far more memory than the two bytes of its text. */
const mostContainers = 250_000;

/** Parses JSON in UTF-8. Throws the problem `too-large` or `bad-request`. */
export function parseJson(body: Buffer): unknown {
  if (body.length > mostContainers && containers(body) > mostContainers)
    throw problem("too-large", `At most ${mostContainers} objects and lists are accepted.`);
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    throw problem("bad-request", "The body is not valid JSON.");
  }
}

function containers(body: Buffer): number {
  let count = 0;
  for (const byte of body) if (byte === 0x7b || byte === 0x5b) count += 1;
  return count;
}

/** The problem of a body over so many bytes. */
export const tooLarge = (limit: number) =>
  problem("too-large", `At most ${Math.floor(limit / 1024)} KiB are accepted.`);
