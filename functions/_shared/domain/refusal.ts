import type { Task } from "./task/task.ts";

/** Codes by which the rules refuse, and whoever reads a file. */
export type RefusalCode =
  | "conflict"
  | "invalid"
  | "limit-reached"
  | "task-not-found"
  | "too-large"
  | "version-conflict";

/** What else is known of a refusal. */
export interface Facts {
  /** Which of the given values are wrong, by their path. */
  errors?: { path: string; message: string }[];
  /** The task as it is, where its state is the reason. */
  task?: Task;
  /** Seconds after which another try may succeed. */
  retryAfter?: number;
  /** What can be done instead. */
  allowed?: string[];
}

/** What was asked for is not done, for a reason with a stable code; `contract/problems.ts` says how a client is told. */
export class Refusal<Code extends string = string> extends Error {
  readonly code: Code;
  readonly detail: string | undefined;
  readonly facts: Facts;

  constructor(code: Code, detail?: string, facts: Facts = {}) {
    super(detail ?? code);
    this.code = code;
    this.detail = detail;
    this.facts = facts;
  }
}

/** A refusal by the rules, to be thrown; `detail` is a sentence. */
export const refusal = (code: RefusalCode, detail?: string, facts?: Facts): Refusal<RefusalCode> =>
  new Refusal(code, detail, facts);
