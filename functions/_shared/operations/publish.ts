import type { Deps } from "../dapr/deps.ts";
import type { OutgoingEvent } from "../events/envelope.ts";
import { markPublished, unpublished } from "../store/outbox.ts";

type Publisher = Pick<Deps, "db" | "sidecar">;

/**
 * Publishes events just written to the outbox, the first by itself ahead of the others, then marks them. A crash in
 * between publishes twice, never never.
 */
export async function publishWritten(deps: Publisher, cause: string, events: OutgoingEvent[]): Promise<void> {
  await deps.sidecar.publish(events.slice(0, 1));
  await deps.sidecar.publish(events.slice(1));
  await markPublished(deps.db, cause);
}

/** Publishes what the outbox still holds of one cause. */
export async function publishOutbox(deps: Publisher, cause: string): Promise<void> {
  const events = await unpublished(deps.db, cause);
  if (events.length > 0) await publishWritten(deps, cause, events);
}
