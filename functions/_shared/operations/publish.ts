import type { OutgoingEvent } from "../contract/envelope.ts";
import type { Deps } from "../platform/deps.ts";
import { log, messageOf } from "../platform/log.ts";
import { markPublished, unpublished } from "../store/operations/outbox.ts";

type Publisher = Pick<Deps, "db" | "sidecar">;

/**
 * Publishes events just written to the outbox, the first one alone before the others, then marks them as published. A
 * crash in between publishes them again; no event is lost.
 */
export async function publishWritten(deps: Publisher, cause: string, events: OutgoingEvent[]): Promise<void> {
  await publish(deps, events);
  await markPublished(deps.db, cause);
}

/** Publishes the remaining events of one cause in batches: a change of the user's time zone causes thousands. */
export async function publishOutbox(deps: Publisher, cause: string): Promise<void> {
  for (;;) {
    const events = await unpublished(deps.db, cause);
    const last = events.at(-1);
    if (!last) return;
    await publish(deps, events);
    await markPublished(deps.db, cause, last.id);
  }
}

/** Publishes them without waiting: what fails stays in the outbox, from which `remind` publishes it later. */
export function publishSoon(deps: Publisher, cause: string): void {
  void publishOutbox(deps, cause).catch((error) =>
    log("warn", "cannot publish", { error: messageOf(error) }),
  );
}

async function publish({ sidecar }: Publisher, events: OutgoingEvent[]): Promise<void> {
  await sidecar.publish(events.slice(0, 1));
  await sidecar.publish(events.slice(1));
}
