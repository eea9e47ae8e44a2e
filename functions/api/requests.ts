import type { IncomingMessage } from "node:http";
import { problem } from "../_shared/contract/problems.ts";

/** Longest and default wait for an operation's result, in seconds. */
const longestWait = 30;
const usualWait = 10;

/** The Idempotency-Key, or undefined. Throws the problem `invalid` for one that is empty or too long. */
export function idempotencyKey(request: IncomingMessage): string | undefined {
  const key = request.headers["idempotency-key"];
  if (key === undefined) return undefined;
  if (typeof key !== "string" || key.length < 1 || key.length > 255)
    throw problem("invalid", "Idempotency-Key must have 1 to 255 characters.");
  return key;
}

/** The version in If-Match; null for `*`, any. Throws `version-required` when missing, `invalid` for an invalid tag. */
export function expectedVersion(request: IncomingMessage): number | null {
  const header = request.headers["if-match"];
  if (header === undefined)
    throw problem("version-required", 'Send the task\'s version as If-Match: "<version>".');
  if (header.trim() === "*") return null;
  const version = /^"?(\d{1,9})"?$/.exec(header.trim())?.[1];
  if (!version || Number(version) < 1) throw problem("invalid", 'If-Match must be "<version>" or *.');
  return Number(version);
}

/** A page that was read by the request's cursor. Throws `invalid` when the cursor belongs to another list. */
export function pageByCursor<Page>(page: Page | undefined): Page {
  if (page !== undefined) return page;
  throw problem("invalid", "This cursor does not belong to this list.", {
    errors: [{ path: "query.cursor", message: "does not belong to this list" }],
  });
}

/** Milliseconds to wait for a result, by `Prefer: wait=N` (RFC 7240). (Default: 10 s, at most 30 s.) */
export function waitOf(request: IncomingMessage): number {
  const wait = /(?:^|[,;\s])wait=(\d{1,4})/.exec(String(request.headers.prefer ?? ""))?.[1];
  return Math.min(wait === undefined ? usualWait : Number(wait), longestWait) * 1000;
}
