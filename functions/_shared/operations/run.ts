import { refusal } from "../domain/refusal.ts";
import type { Deps } from "../platform/deps.ts";
import { openLane } from "../platform/lane.ts";
import { isIncurable } from "../platform/subscription.ts";
import { isUnreachable } from "../store/database.ts";
import type { WrittenEvents } from "../store/operations/outbox.ts";
import { type Outcome, type Requested, runInOne } from "./group.ts";
import type { Decide, Operation } from "./operation.ts";
import { publishOutbox, publishWritten } from "./publish.ts";

/** Runs operations of one person in their order; each has the effects of `runOperation`. */
export type Run = (requested: Requested[]) => Promise<void>;

/** What became of the operations of an event in a group, and the publication of the whole group. */
interface InGroup {
  /** Undefined: they have to run by themselves. */
  outcomes: Outcome[] | undefined;
  published: Promise<void>;
  isShared: boolean;
}

/**
 * Opens the runner of a function's operations. Those that arrive while a transaction is under way go into the next one
 * together, and their events are published together. One that fails takes none with it: each of its group then runs by
 * itself.
 */
export function openOperations(deps: Deps): Run {
  const inGroup = openLane<Requested[], InGroup>({
    // The events of a user follow each other, and a group needs no order between them.
    keyOf: ([first]) => first?.operation.userId ?? "",
    sizeOf: (requested) => requested.length,
    async work(group) {
      try {
        const outcomes = await deps.db.transaction((tx) => runInOne(tx, deps, group.flat(), { skip: true }));
        const published = publishAll(deps, outcomes);
        let at = 0;
        return group.map(({ length }) => {
          at += length;
          return inOne(outcomes.slice(at - length, at), published, group.length > 1);
        });
      } catch (error) {
        // What fails for all of them in the same way is retried by the sidecar.
        if (isUnreachable(error)) throw error;
        return group.map(() => ({ outcomes: undefined, published: Promise.resolve(), isShared: false }));
      }
    },
  });
  return async (requested) => {
    const { outcomes, published, isShared } = await inGroup(requested);
    if (!outcomes) return runByThemselves(deps, requested);
    await published.catch(async (error) => {
      if (!isShared) throw error;
      // One event that the broker refuses fails the publication of all: each then publishes its own.
      for (const { operation } of requested) await publishOutbox(deps, operation.id);
    });
    await publishDone(deps, requested, outcomes);
  };
}

const inOne = (outcomes: Outcome[], published: Promise<void>, isShared: boolean): InGroup => ({
  outcomes: outcomes.includes("skipped") ? undefined : outcomes,
  published,
  isShared,
});

/** Runs operations of one person that could not go into a group: once more together, else one by one. */
async function runByThemselves(deps: Deps, requested: Requested[]): Promise<void> {
  const together = () => deps.db.transaction((tx) => runInOne(tx, deps, requested, { skip: false }));
  if (requested.length > 1) {
    const outcomes = await together().catch((error) => {
      if (isUnreachable(error)) throw error;
    });
    if (outcomes) {
      await publishAll(deps, outcomes);
      return publishDone(deps, requested, outcomes);
    }
  }
  for (const { operation, decide } of requested) await runOperation(deps, operation, decide);
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

/** Publishes what is left of operations that were done before. */
async function publishDone(deps: Deps, requested: Requested[], outcomes: Outcome[]): Promise<void> {
  for (const [index, { operation }] of requested.entries())
    if (outcomes[index] === "done") await publishOutbox(deps, operation.id);
}
