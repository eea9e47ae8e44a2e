import type { Task } from "./task/task.ts";

/** Codes of refusals by the rules and by the readers of files. */
export type RefusalCode =
  | "conflict"
  | "invalid"
  | "limit-reached"
  | "task-not-found"
  | "too-large"
  | "version-conflict";

/** Additional facts of a refusal. */
export interface Facts {
  /** The invalid values, by their path. */
  errors?: { path: string; message: string }[];
  /** The current task, when its state is the reason. */
  task?: Task;
  /** The plan that awaits the person, or that is over. */
  plan?: object;
  /** The program whose file it is, which is not read. */
  program?: string;
  /** When the account is erased, as an instant. */
  erase_at?: string;
  /** Seconds after which a retry may succeed. */
  retryAfter?: number;
  /** The allowed alternatives. */
  allowed?: string[];
}

/** A request that is refused, with a stable code; `contract/problems.ts` maps the code to an HTTP answer. */
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

/** A refusal by the rules, to throw; `detail` is a sentence. */
export const refusal = (code: RefusalCode, detail?: string, facts?: Facts): Refusal<RefusalCode> =>
  new Refusal(code, detail, facts);
