/** Why a turn has no reply, or only part of one. */
export type FailureCode =
  | "unreachable"
  | "rate-limited"
  | "quota"
  | "key-refused"
  | "model-unknown"
  | "not-understood"
  | "too-long"
  | "interrupted"
  | "silent"
  | "no-model"
  | "filtered"
  | "cut"
  | "day-limit"
  | "out-of-time"
  | "confused"
  | "internal";

/** Trying again may help. */
const transient: readonly FailureCode[] = [
  "unreachable",
  "rate-limited",
  "interrupted",
  "silent",
  "no-model",
];

/** The model gave no complete answer. */
export class ModelFailure extends Error {
  readonly code: FailureCode;
  /** Seconds that the endpoint asks to wait. */
  readonly retryAfter: number | undefined;
  /** Tokens that were used nevertheless. */
  tokens = 0;

  constructor(code: FailureCode, message: string, retryAfter?: number) {
    super(message);
    this.code = code;
    this.retryAfter = retryAfter;
  }

  get isTransient(): boolean {
    return transient.includes(this.code);
  }
}
