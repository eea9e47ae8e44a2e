import type { Deps } from "../platform/deps.ts";
import { log, messageOf } from "../platform/log.ts";
import {
  markAllPublished,
  markPublished,
  unpublished,
  type WrittenEvents,
} from "../store/operations/outbox.ts";

type Publisher = Pick<Deps, "db" | "sidecar">;

/**
 * Publishes events just written to the outbox, the first one of each cause before the others, then marks them as
 * published. A crash in between publishes them again; no event is lost. For causes that write events only once.
 */
export async function publishWritten(deps: Publisher, written: WrittenEvents[]): Promise<void> {
  await deps.sidecar.publish(written.flatMap(({ events }) => events.slice(0, 1)));
  await deps.sidecar.publish(written.flatMap(({ events }) => events.slice(1)));
  await markAllPublished(
    deps.db,
    written.map(({ cause }) => cause),
  );
}

/** Publishes the remaining events of one cause in batches: a change of the user's time zone causes thousands. */
export async function publishOutbox(deps: Publisher, cause: string): Promise<void> {
  for (;;) {
    const events = await unpublished(deps.db, cause);
    if (events.length === 0) return;
    await deps.sidecar.publish(events.slice(0, 1));
    await deps.sidecar.publish(events.slice(1));
    await markPublished(
      deps.db,
      events.map(({ id }) => id),
    );
  }
}

/** Publishes them without waiting: what fails stays in the outbox, from which `remind` publishes it later. */
export function publishSoon(deps: Publisher, cause: string): void {
  void publishOutbox(deps, cause).catch((error) =>
    log("warn", "cannot publish", { error: messageOf(error) }),
  );
}
