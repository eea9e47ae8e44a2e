import type { TurnProblem, TurnStep } from "../_shared/contract/api/chat.ts";
import { type ChatReply, replyEvent } from "../_shared/contract/chat.ts";
import type { Deps } from "../_shared/platform/deps.ts";
import { log, messageOf } from "../_shared/platform/log.ts";
import type { Claimed } from "../_shared/store/chat/turns.ts";

/** Milliseconds for which pieces of text are gathered before they are published. */
const gather = 40;

/** What differs between two pieces of one reply. */
type Told =
  | { kind: "step"; step: TurnStep }
  | { kind: "done" | "stopped"; reply: string }
  | { kind: "failed"; reply: string; problem: TurnProblem }
  | { kind: "delta"; at: number; text: string };

/** Publishes a reply in pieces while it is written. */
export interface Teller {
  /** The reply has grown, or was taken back: what was shown from `at` on is replaced. */
  text(reply: string, at: number): void;
  tell(told: Told): void;
  /** Resolves when everything is published, or was given up. */
  end(): Promise<void>;
}

/**
 * Opens the teller of a turn. A piece that cannot be published is left out: the row of the turn has the whole reply, and
 * a device that misses something reads it there.
 */
export function openTeller(
  { sidecar, now }: Pick<Deps, "sidecar" | "now">,
  {
    user_id,
    conversation_id,
    id: turn_id,
    attempt,
  }: Pick<Claimed, "user_id" | "conversation_id" | "id" | "attempt">,
): Teller {
  let seq = 0;
  let sending: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  /** Text that is not published yet, and where it begins. */
  let open: { at: number; text: string } | undefined;

  function publish(told: Told): void {
    const data = { user_id, conversation_id, turn_id, attempt, seq: seq++, ...told } as ChatReply;
    sending = sending
      .then(() => sidecar.publish([replyEvent(now(), data)]))
      .catch((error) => log("warn", "cannot publish a reply", { error: messageOf(error) }));
  }
  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    if (open) publish({ kind: "delta", ...open });
    open = undefined;
  }
  // While a piece is on its way, the next one grows.
  const flushSoon = () => {
    timer ??= setTimeout(() => void sending.then(flush), gather);
  };

  return {
    text(reply, at) {
      const from = Math.min(open?.at ?? at, at);
      open = { at: from, text: reply.slice(from) };
      flushSoon();
    },
    tell(told) {
      flush();
      publish(told);
    },
    async end() {
      flush();
      await sending;
    },
  };
}
