import type { Tool } from "../_shared/assistant/index.ts";
import type { Claimed, History } from "../_shared/store/chat/turns.ts";
import type { RawCall } from "./calls.ts";
import type { Step } from "./journal.ts";

/** What is asked: to go on with a turn. */
export interface Question {
  turn: Pick<Claimed, "message" | "zone" | "language">;
  history: History;
  /** What was said and done in this turn before, with the results of all calls. */
  steps: readonly Step[];
  now: Date;
  /** The tools that may be called; none: it is time to end. */
  tools: readonly Tool[];
}

/** A complete answer: it ends the turn unless it has calls. */
export interface Answer {
  text: string;
  calls: RawCall[];
  tokens: number;
}

export interface Answering {
  signal: AbortSignal;
  /** Receives the text in pieces. */
  onText(piece: string): void;
}

/** What continues turns: a model, or the grammar when there is none. */
export interface Assistant {
  /** Rejects with `ModelFailure` when there is no complete answer, and with the signal's reason when it is aborted. */
  answer(question: Question, answering: Answering): Promise<Answer>;
  /** A short text of a conversation's earlier turns; undefined where nothing needs it. */
  summarise?(history: History, signal: AbortSignal): Promise<Omit<Answer, "calls">>;
}
