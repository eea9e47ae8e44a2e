import * as z from "zod";
import { type Facts, Refusal, type RefusalCode } from "../domain/refusal.ts";
import { Task } from "../domain/task/task.ts";
import { Plan } from "./api/plans.ts";

interface Answer {
  status: number;
  title: string;
}

/** The HTTP status and title of each refusal; the codes are part of the API. */
const catalogue = {
  "bad-request": { status: 400, title: "The request cannot be understood" },
  unauthenticated: { status: 401, title: "Log in to do this" },
  "wrong-credentials": { status: 401, title: "E-mail address or password is wrong" },
  "wrong-passkey": { status: 401, title: "This passkey is not accepted" },
  "session-ended": { status: 401, title: "This session has ended; log in again" },
  "wrong-password": { status: 403, title: "This is not your password" },
  "cross-origin": { status: 403, title: "Another website may not do this here" },
  "erasure-pending": {
    status: 403,
    title: "This account is about to be erased; log in with `keep`, or send POST /v1/me/keep, to keep it",
  },
  "confirmation-required": { status: 403, title: "The person confirms this first" },
  "not-found": { status: 404, title: "Not found" },
  "task-not-found": { status: 404, title: "There is no such task" },
  "method-not-allowed": { status: 405, title: "This cannot be done here" },
  "email-taken": { status: 409, title: "This e-mail address has an account" },
  conflict: { status: 409, title: "The task's state does not allow this" },
  "plan-closed": { status: 409, title: "This plan can no longer be confirmed or declined" },
  "limit-reached": { status: 409, title: "The limit is reached" },
  "cursor-expired": {
    status: 410,
    title: "The cursor is too old; load everything again",
  },
  "version-conflict": { status: 412, title: "The task has changed since" },
  "too-large": { status: 413, title: "The request is too large" },
  "not-json": { status: 415, title: "Send the body as JSON, with Content-Type: application/json" },
  invalid: { status: 422, title: "The request is not valid" },
  "idempotency-key-reused": { status: 422, title: "This Idempotency-Key was used for another request" },
  "version-required": { status: 428, title: "Say with If-Match which version you change" },
  "too-many-requests": { status: 429, title: "Too many attempts" },
  "dead-lettered": { status: 500, title: "The operation failed and is in the dead letters" },
  internal: { status: 500, title: "Something went wrong here" },
  unavailable: { status: 503, title: "This cannot be done at the moment" },
} satisfies Record<RefusalCode, Answer> & Record<string, Answer>;

/** The code of a problem that the API may answer. */
export type ProblemCode = keyof typeof catalogue;

/** RFC 9457 problem details with a stable code. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.enum(Object.keys(catalogue) as [ProblemCode, ...ProblemCode[]]),
  detail: z.string().optional(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  task: Task.optional(),
  plan: Plan.optional(),
  /** The program whose file it is, which is not read. */
  program: z.string().optional(),
  /** When the account is erased, unless its owner keeps it. */
  erase_at: z.iso.datetime().optional(),
});
export type Problem = z.infer<typeof Problem>;

/** A refusal to throw, with any code of the catalogue; `detail` is a sentence. */
export const problem = (code: ProblemCode, detail?: string, facts?: Facts): Refusal<ProblemCode> =>
  new Refusal(code, detail, facts);

/** A refusal for what is impossible at the moment, with the time after which the client may retry. */
export const unavailable = (detail: string): Refusal<ProblemCode> =>
  problem("unavailable", detail, { retryAfter: 2 });

/** The problem details (RFC 9457) of a refusal. */
export function problemOf({ code: known, detail, facts }: Refusal): Problem {
  const code = known in catalogue ? (known as ProblemCode) : "internal";
  const { status, title } = catalogue[code];
  const { errors, task, plan, program, erase_at } = facts;
  const type = `urn:taskwake:problem:${code}`;
  return {
    type,
    status,
    code,
    title,
    ...(detail && { detail }),
    ...(errors && { errors }),
    ...(task && { task }),
    ...(plan && { plan: plan as Plan }),
    ...(program && { program }),
    ...(erase_at && { erase_at }),
  };
}
