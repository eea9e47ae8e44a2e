import type { Task } from "../domain/task/task.ts";
import type { Problem } from "./schemas.ts";

/** An event that no retry can make valid: it goes to the dead letters at once. */
export class InvalidEvent extends Error {
  readonly code = "invalid-event";
}

/** A refusal a client can act on: RFC 9457 problem details with a stable `code`. */
export class ProblemError extends Error {
  readonly problem: Problem;
  /** Extra response headers, such as Retry-After. */
  readonly headers: Record<string, string>;

  constructor(problem: Omit<Problem, "type">, headers: Record<string, string> = {}) {
    super(problem.detail ?? problem.title);
    this.problem = { type: `urn:taskwake:problem:${problem.code}`, ...problem };
    this.headers = headers;
  }
}

const problem =
  (status: number, code: string, title: string) =>
  (detail?: string, extra: Partial<Problem> = {}, headers?: Record<string, string>) =>
    new ProblemError({ status, code, title, ...(detail && { detail }), ...extra }, headers);

/** Every problem the system answers, by name; the code of each is part of the API. */
export const problems = {
  badRequest: problem(400, "bad-request", "The request cannot be understood"),
  unauthenticated: problem(401, "unauthenticated", "Log in to do this"),
  wrongCredentials: problem(401, "wrong-credentials", "E-mail address or password is wrong"),
  sessionEnded: problem(401, "session-ended", "This session has ended; log in again"),
  wrongPassword: problem(403, "wrong-password", "This is not your password"),
  notFound: problem(404, "not-found", "There is no such thing here"),
  methodNotAllowed: problem(405, "method-not-allowed", "This cannot be done here"),
  taskNotFound: problem(404, "task-not-found", "There is no such task"),
  emailTaken: problem(409, "email-taken", "This e-mail address has an account"),
  conflict: problem(409, "conflict", "The task's state does not allow this"),
  limitReached: problem(409, "limit-reached", "This is as much as one person can keep"),
  tooLarge: problem(413, "too-large", "The request is too large"),
  notJson: problem(415, "not-json", "Send the body as JSON, with Content-Type: application/json"),
  invalid: problem(422, "invalid", "The request is not valid"),
  keyReused: problem(422, "idempotency-key-reused", "This Idempotency-Key was used for another request"),
  versionRequired: problem(428, "version-required", "Say with If-Match which version you change"),
  tooMany: problem(429, "too-many-requests", "Too many attempts"),
  deadLettered: problem(500, "dead-lettered", "This could not be done and was set aside"),
  internal: problem(500, "internal", "Something went wrong here"),
  unavailable: (detail: string) =>
    new ProblemError(
      { status: 503, code: "unavailable", title: "This cannot be done just now", detail },
      { "Retry-After": "2" },
    ),
  cursorExpired: problem(
    410,
    "cursor-expired",
    "What was removed since is not known any more; load everything",
  ),
  stale: (task: Task) =>
    new ProblemError({
      status: 412,
      code: "version-conflict",
      title: "The task has changed since",
      detail: `It is at version ${task.version} now.`,
      task,
    }),
};
