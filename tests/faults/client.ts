import { setTimeout as sleep } from "node:timers/promises";
import type { Person } from "../support/client.ts";
import type { Operation } from "./history.ts";
import type { Random } from "./random.ts";

/** The request of an operation, as sent at each attempt. */
export interface Request {
  method: string;
  path: string;
  key: string;
  body?: unknown;
  version?: number | null;
  /** Seconds to wait for the result. */
  wait?: number;
}

interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: read by those who know what they asked for
  body: any;
  location: string | null;
}

/** Milliseconds after which a client gives up; the checker reports that. */
const patience = 300_000;

/** Sends one request; undefined when no answer came, for any reason. */
export async function send(
  base: string,
  person: Person,
  request: Omit<Request, "key"> & { key?: string },
  timeout = 15_000,
): Promise<Answer | undefined> {
  const { method, path, key, body, version, wait } = request;
  const headers = {
    authorization: `Bearer ${person.token}`,
    ...(body !== undefined && { "content-type": "application/json" }),
    ...(key && { "idempotency-key": key }),
    ...(version !== undefined && { "if-match": version === null ? "*" : `"${version}"` }),
    ...(wait !== undefined && { prefer: `wait=${wait}` }),
  };
  try {
    const response = await fetch(base + path, {
      method,
      headers,
      signal: AbortSignal.timeout(timeout),
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      body: text ? JSON.parse(text) : undefined,
      location: response.headers.get("location"),
    };
  } catch {
    return undefined;
  }
}

/** Whether an answer contains the operation's result; otherwise the client must retry. */
const isFinal = ({ status, body }: Answer): boolean =>
  status === 200 ||
  status === 201 ||
  (status >= 400 && status < 500 && status !== 401 && status !== 429) ||
  body?.code === "dead-lettered";

/**
 * Performs an operation like a real client: retries it under its key until it knows the result or, after a 202, queries
 * the operation. Fills in the operation's record.
 */
export async function perform(
  base: string,
  person: Person,
  request: Request,
  operation: Operation,
  random: Random,
): Promise<void> {
  const deadline = operation.begun + patience;
  let location: string | null = null;
  while (Date.now() < deadline) {
    operation.requests += 1;
    operation.lastBegun = Date.now();
    const answer: Answer | undefined = location
      ? await askFor(base, person, location)
      : await send(base, person, request);
    if (answer && answer.status < 300) operation.accepted = true;
    if (answer && answer.status !== 202 && isFinal(answer)) return end(operation, answer);
    if (answer?.status === 401) await logIn(base, person);
    location = answer?.status === 202 && answer.location && random.chance(0.5) ? answer.location : null;
    await sleep(random.between(100, 600));
  }
  operation.gaveUp = true;
}

/** The state of an accepted operation, in the form of the operation's own answer. */
async function askFor(base: string, person: Person, path: string): Promise<Answer | undefined> {
  const answer = await send(base, person, { method: "GET", path });
  const { status, problem, task } = answer?.body ?? {};
  if (answer?.status !== 200 || status === "accepted") return undefined;
  return { status: problem ? problem.status : 200, body: problem ?? task, location: null };
}

function end(operation: Operation, { status, body }: Answer): void {
  operation.ended = Date.now();
  operation.outcome = status < 300 ? "succeeded" : "failed";
  if (status < 300) operation.task = body;
  else operation.code = body?.code ?? String(status);
}

async function logIn(base: string, person: Person): Promise<void> {
  const { email, password } = person;
  const body = { email, password };
  const answer = await send(base, person, { method: "POST", path: "/v1/auth/login", body });
  if (answer?.status === 200) person.token = answer.body.access_token;
}
