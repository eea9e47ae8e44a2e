import type { Deps } from "../_shared/platform/deps.ts";
import { log, messageOf } from "../_shared/platform/log.ts";
import {
  type Claimed,
  type History,
  historyOf,
  saveSummary,
  useTokens,
} from "../_shared/store/chat/turns.ts";
import type { Assistant } from "./assistant.ts";

/** Turns, and characters of them, above which the earlier ones are summarised. */
const most = { turns: 10, characters: 32_000 };
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
      { summary: history.summary, past: early },
      signal,
    );
    await useTokens(db, turn, tokens);
    await saveSummary(db, turn.conversation_id, { summary, n: last.n });
    return { summary, past: late };
  } catch (error) {
    signal.throwIfAborted();
    log("warn", "conversation not summarised", { error: messageOf(error) });
    return { summary: history.summary, past: late };
  }
}

function isLong({ past }: History): boolean {
  const characters = past.reduce((sum, { message, reply }) => sum + message.length + reply.length, 0);
  return past.length > most.turns || characters > most.characters;
}
