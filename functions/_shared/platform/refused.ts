import { type IncomingMessage, type ServerResponse, STATUS_CODES } from "node:http";
import { type Problem, problem, problemOf, unavailable } from "../contract/problems.ts";
import { Refusal } from "../domain/refusal.ts";
import { isUnreachable } from "../store/database.ts";
import { log, messageOf } from "./log.ts";

/** A problem as the answer to a request, and the headers that belong to it. */
interface Refused {
  problem: Problem;
  headers?: Record<string, string | string[]>;
}

/** The answer to an error of a handler; an error that is no problem is logged, and the client gets no details. */
export function replyToError(error: unknown, request: IncomingMessage): Refused {
  const known = error instanceof Refusal ? error : isUnreachable(error) ? unreachable() : problem("internal");
  if (known !== error) log("error", "request failed", { method: request.method, error: messageOf(error) });
  return { problem: problemOf(known), headers: headersOf(known) };
}

const unreachable = () => unavailable("The database cannot be reached at the moment.");

function headersOf({ code, facts: { retryAfter, allowed } }: Refusal): Record<string, string> {
  return {
    ...(retryAfter !== undefined && { "Retry-After": String(retryAfter) }),
    ...(allowed && { Allow: allowed.join(", ") }),
    ...(code === "unauthenticated" && { "WWW-Authenticate": "Bearer" }),
  };
}

/** Headers of every answer: by default it is not cached, and its type is not guessed. */
export const always = { "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff" };

/** Answers a request with a problem. */
export function refuse(response: ServerResponse, refused: Refused): void {
  const { headers, body } = partsOf(refused);
  response.writeHead(refused.problem.status, headers).end(body);
}

/** The bytes that answer a request for an upgrade with a problem: it has a socket instead of a response. */
export function refusedUpgrade(refused: Refused): string {
  const { headers, body } = partsOf(refused);
  const { status } = refused.problem;
  const lines = Object.entries({ ...headers, Connection: "close" }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  return [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, "", body].join("\r\n");
}

function partsOf({ problem, headers }: Refused) {
  const body = JSON.stringify(problem);
  const own = {
    "Content-Type": "application/problem+json",
    "Content-Length": String(Buffer.byteLength(body)),
  };
  return { body, headers: { ...always, ...headers, ...own } };
}
