import { clip } from "../_shared/assistant/present.ts";
import type { TurnStep } from "../_shared/contract/api/chat.ts";
import type { Progress } from "../_shared/store/chat/turns.ts";
import type { Call, CallResult, Step } from "./journal.ts";
import type { Teller } from "./teller.ts";

/** Most characters of a result that the row of the turn keeps. */
const longestResult = 4000;

/** What a turn has said and done so far, told to the person's devices as it grows. */
export interface Watched {
  readonly now: Progress;
  /** Begins an answer after these steps; what was shown of an answer that was not completed is taken back. */
  begin(steps: readonly Step[]): void;
  /** The answer goes on. */
  piece(text: string): void;
  /** A call begins, or has its result. */
  called(id: string, call: Call, result?: CallResult): void;
}

/** The id of a call within its turn. */
export const callId = (step: number, index: number): string => `${step}.${index}`;

const separator = "\n\n";
const said = (steps: readonly Step[]): string =>
  steps
    .map(({ text }) => text.trim())
    .filter(Boolean)
    .join(separator);

/** Opens the progress of a turn that has these steps already. */
export function openProgress(teller: Teller, before: readonly Step[]): Watched {
  const steps = new Map<string, TurnStep>();
  let reply = said(before);
  let isNew = true;
  for (const [n, { calls, results }] of before.entries())
    for (const [i, call] of calls.entries()) {
      const id = callId(n, i);
      if (results?.[i]) steps.set(id, viewOf(id, call, results[i]));
    }
  return {
    get now() {
      return { reply, steps: [...steps.values()] };
    },
    begin(done) {
      reply = said(done);
      isNew = true;
    },
    piece(text) {
      const at = reply.length;
      reply += (isNew && reply ? separator : "") + text;
      isNew = false;
      teller.text(reply, at);
    },
    called(id, call, result) {
      const step = viewOf(id, call, result);
      steps.set(id, step);
      // The result is for those who ask for it; it may be long.
      const { result: _, ...shown } = step;
      teller.tell({ kind: "step", step: shown });
    },
  };
}

function viewOf(id: string, { name, arguments: args }: Call, result?: CallResult): TurnStep {
  const view = { id, tool: name, arguments: args, operation_ids: result?.operation_ids ?? [] };
  if (!result) return { ...view, state: "running" };
  return {
    ...{ ...view, state: result.failed ? "failed" : "done", result: clip(result.text, longestResult) },
    ...(result.plan_id && { plan_id: result.plan_id }),
  };
}
