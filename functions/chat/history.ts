import type { Deps } from "../_shared/platform/deps.ts";
import { log, messageOf } from "../_shared/platform/log.ts";
import {
  type Claimed,
  type History,
  historyOf,
  type Past,
  saveSummary,
  useTokens,
} from "../_shared/store/chat/turns.ts";
import type { Assistant } from "./assistant.ts";
import { ModelFailure } from "./failure.ts";

/** Turns, and characters of them, above which the earlier ones are summarised. */
const most = { turns: 10, characters: 32_000 };
/** Characters that one summary reads. */
const mostSummarised = 64_000;
/** Turns that stay as they were said. */
const kept = 4;

/**
 * What a turn has to know of its conversation. A long history is summarised first; if that fails, its earlier turns are
 * left out this time.
 */
export async function remember(
  { db }: Pick<Deps, "db">,
  assistant: Assistant,
  turn: Pick<Claimed, "id" | "user_id" | "conversation_id" | "n">,
  signal: AbortSignal,
): Promise<History> {
  const history = await historyOf(db, turn);
  if (!isLong(history) || !assistant.summarise) return history;
  const [early, late] = [history.past.slice(0, -kept), history.past.slice(-kept)];
  const last = early.at(-1);
  if (!last) return history;
  try {
    const { text: summary, tokens } = await assistant.summarise(
      { summary: history.summary, past: latest(early) },
      signal,
    );
    await useTokens(db, turn, tokens);
    await saveSummary(db, turn.conversation_id, { summary, n: last.n });
    return { summary, past: late };
  } catch (error) {
    if (error instanceof ModelFailure && error.tokens > 0) await useTokens(db, turn, error.tokens);
    signal.throwIfAborted();
    log("warn", "conversation not summarised", { error: messageOf(error) });
    return { summary: history.summary, past: late };
  }
}

const lengthOf = ({ message, reply }: Past): number => message.length + reply.length;

/** The latest turns that one summary takes: what it reads is bounded, however long a conversation was left alone. */
function latest(past: Past[]): Past[] {
  let left = mostSummarised;
  const from = past.findLastIndex((each) => {
    left -= lengthOf(each);
    return left < 0;
  });
  return past.slice(Math.min(from + 1, past.length - 1));
}

function isLong({ past }: History): boolean {
  const characters = past.reduce((sum, each) => sum + lengthOf(each), 0);
  return past.length > most.turns || characters > most.characters;
}
