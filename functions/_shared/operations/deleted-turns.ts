import { type ChatMessage, deletedEvent } from "../contract/chat.ts";
import type { Queryable } from "../store/database.ts";
import { writeOutbox } from "../store/operations/outbox.ts";

/** Lets `chat` remove the journals of deleted turns: no other function may use the state store. */
export const announceDeletedTurns = (
  tx: Queryable,
  from: string,
  { cause, turns, now }: { cause: string; turns: ChatMessage[]; now: Date },
): Promise<void> => writeOutbox(tx, [{ cause, events: turns.map((turn) => deletedEvent(from, now, turn)) }]);
