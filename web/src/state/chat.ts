import { signal } from "@preact/signals";
import type { ReplyPiece } from "../core/live.ts";

/** The assistant's panel. Its own state is loaded with it; this is what the rest of the client needs of it. */

const key = "taskwake-chat";

/** Whether the panel is shown; it survives a reload of the tab. */
export const chatOpen = signal(sessionStorage.getItem(key) !== null);

export function showChat(isOpen: boolean): void {
  chatOpen.value = isOpen;
  if (isOpen) sessionStorage.setItem(key, "open");
  else sessionStorage.removeItem(key);
}

/** Receives the pieces of replies once the panel has been loaded. */
export const replyListener: { current: ((piece: ReplyPiece) => void) | undefined } = { current: undefined };
