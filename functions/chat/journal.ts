import type { ChatMessage } from "../_shared/contract/chat.ts";
import { type State, StateConflict } from "../_shared/platform/state.ts";
import type { Claimed } from "../_shared/store/chat/turns.ts";

/** A call of a tool with its arguments as they are executed; a repeated execution has exactly the same. */
export interface Call {
  name: string;
  arguments: Record<string, unknown>;
  /** It cannot be executed, and why. */
  fault?: string;
}

/** What a call returned. */
export interface CallResult {
  /** JSON; the texts of tasks in it are data. */
  text: string;
  failed: boolean;
  plan_id?: string;
  operation_ids: string[];
}

/** An answer of the model, and the results of its calls once they are all done. */
export interface Step {
  text: string;
  calls: Call[];
  results?: CallResult[];
  /** When the answer came: the time at which its calls are executed, whenever that is. */
  at: string;
}

/** Everything about a turn that must not be done or asked twice. */
export interface Journal {
  /** The attempt that wrote it. */
  attempt: number;
  steps: Step[];
  tokens: number;
  /** Milliseconds that the turn has worked. */
  spent: number;
}

/** Seconds for which a journal is kept: longer than any turn. */
const kept = 24 * 3600;

/** The journal of a claimed turn. */
export interface OpenJournal {
  /** What was written last. */
  readonly now: Journal;
  /** Writes a change; rejects with `StateConflict` when another process owns the turn. */
  write(change: Partial<Journal>): Promise<void>;
  /** Removes it, after the turn has ended. */
  remove(): Promise<void>;
}

const keyOf = ({ user_id, conversation_id, turn_id }: ChatMessage) =>
  `${user_id}:${conversation_id}:${turn_id}`;

/** Removes the journal of a deleted turn, if there is one. A process that still works on the turn can write no more. */
export const removeJournal = (state: State, turn: ChatMessage): Promise<void> => state.remove(keyOf(turn));

/** Opens the journal of a turn and writes the attempt into it, so that an earlier owner can write no more. */
export async function openJournal(
  state: State,
  { id, user_id, conversation_id, attempt }: Pick<Claimed, "id" | "user_id" | "conversation_id" | "attempt">,
): Promise<OpenJournal> {
  const key = keyOf({ user_id, conversation_id, turn_id: id });
  let [now, etag] = await take(state, key, attempt);
  return {
    get now() {
      return now;
    },
    async write(change) {
      const next = { ...now, ...change };
      etag = await state.write(key, next, kept, etag);
      now = next;
    },
    remove: () => state.remove(key),
  };
}

/** Writes the attempt into a journal, whatever an earlier owner writes meanwhile; a later owner is not disturbed. */
async function take(state: State, key: string, attempt: number): Promise<[Journal, string]> {
  for (;;) {
    const found = await state.read<Journal>(key);
    if (found && found.value.attempt > attempt) throw new StateConflict(key);
    const journal: Journal = { steps: [], tokens: 0, spent: 0, ...found?.value, attempt };
    try {
      return [journal, await state.write(key, journal, kept, found?.etag)];
    } catch (error) {
      if (!(error instanceof StateConflict)) throw error;
    }
  }
}
