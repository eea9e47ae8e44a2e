import { isDeepStrictEqual } from "node:util";
import type { FinalState, History } from "../history.ts";
import { checkOperations } from "./operations.ts";
import { checkReminders } from "./reminders.ts";
import { checkSeries } from "./series.ts";
import { checkTrail } from "./trail.ts";

/** Errors of processes that could not reach another; any other error is a bug that looks like a fault. */
const outage =
  /did not answer|cannot publish|connect|terminat|timeout|timed out|recovery mode|starting up|shutting down|fetch failed/i;

/** All violations of the system's promises in the final state, each as a sentence. Pure. */
export function check(history: History, state: FinalState): string[] {
  return [
    ...checkOperations(history, state),
    ...checkTrail(history, state),
    ...checkSeries(state),
    ...checkReminders(history, state),
    ...checkFeeds(history, state),
    ...checkRest(state),
  ];
}

/** A device that only followed the feed must have the same tasks as one that loads everything now. */
function* checkFeeds({ feeds }: History, { tasks }: FinalState): Generator<string> {
  for (const { user, tasks: seen, faults } of feeds) {
    yield* faults.map((fault) => `second device of ${user}: ${fault}`);
    for (const task of tasks.get(user) ?? [])
      if (!isDeepStrictEqual(seen.get(task.id), task))
        yield `second device of ${user} has task ${task.id} at version ${seen.get(task.id)?.version}, not ${task.version}`;
    if (seen.size > (tasks.get(user)?.length ?? 0)) yield `second device of ${user} has tasks that are not`;
  }
}

function* checkRest({ outbox, lag, deadLetters }: FinalState): Generator<string> {
  if (outbox > 0) yield `${outbox} events were never published`;
  for (const [group, events] of Object.entries(lag)) yield `${group} has left ${events} events`;
  for (const { topic, reason } of deadLetters)
    if (!outage.test(reason))
      yield `${topic} has a dead letter that no kill explains: ${reason || "no reason"}`;
}
