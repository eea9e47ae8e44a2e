import { log, messageOf } from "../_shared/platform/log.ts";
import { claimTurn } from "../_shared/store/chat/turns.ts";
import { runTurn, type TurnDeps } from "./turn.ts";

/** Turns that one process works on at the same time. */
const most = 20;
/** Milliseconds between two searches for turns that no event announced: their owner was killed, or their event was late. */
const interval = 2000;

/** Works on the turns that wait, some at the same time. */
export interface Workers {
  start(): void;
  /** Looks for turns at once. */
  wake(): void;
  /** Claims no more turns, and lets the present ones finish their step. */
  drain(): void;
  /** Resolves when no turn is worked on. */
  stop(): Promise<void>;
}

export function openWorkers(deps: TurnDeps): Workers {
  const running = new Set<Promise<void>>();
  const ending = new AbortController();
  let claiming: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;

  async function claimAll(): Promise<void> {
    while (running.size < most && !ending.signal.aborted) {
      const turn = await claimTurn(deps.db);
      if (!turn) return;
      const work: Promise<void> = runTurn(deps, turn, ending.signal).finally(() => {
        running.delete(work);
        // The next message of the conversation may wait for this one.
        wake();
      });
      running.add(work);
    }
  }
  function wake(): void {
    if (ending.signal.aborted) return;
    claiming = claiming
      .then(claimAll)
      .catch((error) => log("warn", "cannot claim turns", { error: messageOf(error) }));
  }

  return {
    wake,
    start() {
      timer = setInterval(wake, interval);
      wake();
    },
    drain() {
      clearInterval(timer);
      ending.abort();
    },
    async stop() {
      this.drain();
      await claiming;
      await Promise.allSettled(running);
    },
  };
}
