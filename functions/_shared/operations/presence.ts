import { log, messageOf } from "../platform/log.ts";
import { markSeen } from "../store/accounts/presence.ts";
import type { Database } from "../store/database.ts";

/** Milliseconds between writes for one person; far below the two minutes for which functions stay awake. */
const interval = 30_000;
/** People remembered; beyond it all are forgotten, and written once more. */
const most = 20_000;

/** Notes that people are at work. */
export type Presence = (userIds: string[]) => void;

/**
 * Opens the note of who is at work, which `manifests/features/warm-while-used` reads. It is written every 30 s a person
 * and replica at most, aside: nobody waits for it, and a failure costs a slower first operation at most.
 */
export function openPresence(db: Database, now: () => Date): Presence {
  const written = new Map<string, number>();
  return (userIds) => {
    const at = now().getTime();
    const due = userIds.filter((id) => at - (written.get(id) ?? Number.NEGATIVE_INFINITY) >= interval);
    if (due.length === 0) return;
    if (written.size > most) written.clear();
    for (const id of due) written.set(id, at);
    markSeen(db, due).catch((error) =>
      log("warn", "cannot note who is at work", { error: messageOf(error) }),
    );
  };
}
