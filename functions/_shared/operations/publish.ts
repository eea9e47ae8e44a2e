import type { OutgoingEvent } from "../contract/envelope.ts";
import type { Deps } from "../platform/deps.ts";
import { markPublished, unpublished } from "../store/operations/outbox.ts";

type Publisher = Pick<Deps, "db" | "sidecar">;

/**
 * Publishes events just written to the outbox, the first by itself ahead of the others, then marks them. A crash in
 * between publishes twice, never never.
 */
export async function publishWritten(deps: Publisher, cause: string, events: OutgoingEvent[]): Promise<void> {
  await publish(deps, events);
  await markPublished(deps.db, cause);
}

/** Publishes what the outbox still holds of one cause, some at a time: a move between time zones causes thousands. */
export async function publishOutbox(deps: Publisher, cause: string): Promise<void> {
  for (;;) {
    const events = await unpublished(deps.db, cause);
    const last = events.at(-1);
    if (!last) return;
    await publish(deps, events);
    await markPublished(deps.db, cause, last.id);
  }
}

async function publish({ sidecar }: Publisher, events: OutgoingEvent[]): Promise<void> {
  await sidecar.publish(events.slice(0, 1));
  await sidecar.publish(events.slice(1));
}
