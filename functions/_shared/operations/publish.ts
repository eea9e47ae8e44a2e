import type { Deps } from "../dapr/deps.ts";
import { markPublished, unpublished } from "../store/outbox.ts";

/** Publishes what the outbox holds of one cause, then marks it. A crash in between publishes twice, never never. */
export async function publishOutbox(deps: Pick<Deps, "db" | "sidecar">, cause: string): Promise<void> {
  const rows = await unpublished(deps.db, cause);
  if (rows.length === 0) return;
  await deps.sidecar.publish(rows);
  await markPublished(
    deps.db,
    rows.map(({ id }) => id),
  );
}
