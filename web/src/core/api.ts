import type { Problem } from "./types.ts";

/** The server answered with a problem. */
export class ApiError extends Error {
  readonly code: string;
  readonly problem: Problem;
  /** Seconds to wait before a retry, if the server sent them. */
  readonly retryAfter: number | undefined;

  constructor(problem: Problem, retryAfter?: number) {
    super(problem.detail ?? problem.title);
    this.code = problem.code;
    this.problem = problem;
    this.retryAfter = retryAfter;
  }
}

/** The server could not be reached. */
export class Unreachable extends Error {
  readonly code = "unreachable";
}

export interface Request {
  method?: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
  /** JSON, or bytes with their type. */
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
  token?: string | undefined;
}

const patience = 40_000;

const hex = (bytes: number) =>
  Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");
/** Begins the trace of a request; the traces of one in twenty are kept. */
const newTraceparent = () => `00-${hex(16)}-${hex(8)}-0${Math.random() < 0.05 ? 1 : 0}`;

/** Sends one request; resolves when the whole answer has arrived. Throws ApiError and Unreachable. */
export async function send(
  path: string,
  { method = "GET", body, headers = {}, signal, token }: Request = {},
): Promise<{ status: number; headers: Headers; body: unknown }> {
  const raw = body instanceof Blob;
  const late = AbortSignal.timeout(patience);
  let response: Response;
  let text: string;
  try {
    response = await fetch(path, {
      method,
      headers: {
        ...(body !== undefined && { "Content-Type": raw ? body.type : "application/json" }),
        traceparent: newTraceparent(),
        ...(token && { Authorization: `Bearer ${token}` }),
        ...headers,
      },
      ...(body !== undefined && { body: raw ? body : JSON.stringify(body) }),
      credentials: "same-origin",
      signal: signal ? AbortSignal.any([signal, late]) : late,
    });
    text = await response.text();
  } catch (error) {
    throw new Unreachable(String(error));
  }
  const parsed = parse(text, response.headers.get("Content-Type"));
  if (response.ok) return { status: response.status, headers: response.headers, body: parsed };
  throw problemOf(response, parsed);
}

function parse(text: string, type: string | null): unknown {
  if (!/json/.test(type ?? "")) return text;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

// A proxy in between has its own format of errors: then only the status is usable.
function problemOf(response: Response, body: unknown): ApiError | Unreachable {
  const known = typeof body === "object" && body !== null && "code" in body;
  if (!known && response.status >= 500) return new Unreachable(`HTTP ${response.status}`);
  const problem = known
    ? (body as Problem)
    : {
        type: "about:blank",
        title: response.statusText,
        status: response.status,
        code: `http-${response.status}`,
      };
  const after = Number(response.headers.get("Retry-After"));
  return new ApiError(problem, after > 0 ? after : undefined);
}
