import { refusal } from "../domain/refusal.ts";
import type { Deps } from "../platform/deps.ts";
import { openLane } from "../platform/lane.ts";
import { isIncurable } from "../platform/subscription.ts";
import { isUnreachable } from "../store/database.ts";
import type { WrittenEvents } from "../store/operations/outbox.ts";
import { type Outcome, type Requested, runInOne } from "./group.ts";
import type { Decide, Operation } from "./operation.ts";
import { publishOutbox, publishWritten } from "./publish.ts";

/** Runs an operation; see `runOperation`. */
export type Run = (operation: Operation, decide: Decide) => Promise<void>;

/** What became of an operation in a group, and the publication of the whole group; `alone`: it has to run by itself. */
type InGroup = { outcome: Outcome; published: Promise<void>; isShared: boolean } | "alone";

/**
 * Opens the runner of a function's operations. Those that arrive while a transaction is under way go into the next one
 * together, and their events are published together; their effects are those of `runOperation`. One that fails takes
 * none with it: each of its group then runs by itself.
 */
export function openOperations(deps: Deps): Run {
  const inGroup = openLane<Requested, InGroup>({
    // The operations of a user follow each other, and a group needs no order within itself.
    keyOf: ({ operation }) => operation.userId,
    async work(group) {
      try {
        const outcomes = await deps.db.transaction((tx) => runInOne(tx, deps, group, { skip: true }));
        const published = publishAll(deps, outcomes);
        const isShared = group.length > 1;
        return outcomes.map((outcome) =>
          outcome === "skipped" ? "alone" : { outcome, published, isShared },
        );
      } catch (error) {
        // What fails for all of them in the same way is retried by the sidecar.
        if (isUnreachable(error)) throw error;
        return group.map(() => "alone" as const);
      }
    },
  });
  return async (operation, decide) => {
    const ran = await inGroup({ operation, decide });
    if (ran === "alone") return runOperation(deps, operation, decide);
    await ran.published.catch((error) => {
      if (!ran.isShared) throw error;
      // One event that the broker refuses fails the publication of all: each then publishes its own.
      return publishOutbox(deps, operation.id);
    });
    if (ran.outcome === "done") await publishOutbox(deps, operation.id);
  };
}

/**
 * Runs an operation so that it has its effect once: one transaction stores its id, changes the tasks and writes the
 * events; then the events are published. A redelivery finds it done and publishes the remaining events. Rejects when
 * the database or the broker fails, so that it is retried.
 */
export async function runOperation(deps: Deps, operation: Operation, decide: Decide): Promise<void> {
  const run = (how: Decide) =>
    deps.db.transaction((tx) => runInOne(tx, deps, [{ operation, decide: how }], { skip: false }));
  const outcomes = await run(decide).catch((error) => {
    if (!isIncurable(error)) throw error;
    return run(async () => {
      throw refusal("invalid", "This has values that cannot be stored.");
    });
  });
  await publishAll(deps, outcomes);
  if (!isWritten(outcomes[0] as Outcome)) await publishOutbox(deps, operation.id);
}

const isWritten = (outcome: Outcome): outcome is WrittenEvents => typeof outcome === "object";

async function publishAll(deps: Deps, outcomes: Outcome[]): Promise<void> {
  const written = outcomes.filter(isWritten);
  if (written.length > 0) await publishWritten(deps, written);
}
