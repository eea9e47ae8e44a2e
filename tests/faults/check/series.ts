import type { FinalState } from "../history.ts";
import { groupBy } from "./group.ts";

/** Each closed occurrence of an endless series is followed by another, and each closing made at most one. */
export function* checkSeries(state: FinalState): Generator<string> {
  const tasks = [...state.tasks.values()].flat().filter(({ series_id }) => series_id !== null);
  for (const [series, occurrences] of groupBy(tasks, ({ series_id }) => series_id)) {
    const numbers = occurrences.map(({ occurrence }) => occurrence);
    if (new Set(numbers).size !== numbers.length) yield `series ${series} has a number twice`;
    const last = Math.max(...numbers.map(Number));
    for (const { id, status, occurrence } of occurrences)
      if (status === "done" && occurrence === last) yield `task ${id} was closed, and no occurrence followed`;
    const ids = new Set(occurrences.map(({ id }) => id));
    const closings = state.audit.filter(
      ({ task_id, action }) => ids.has(task_id) && (action === "completed" || action === "skipped"),
    );
    if (occurrences.length > 1 + closings.length)
      yield `series ${series} was closed ${closings.length} times and has ${occurrences.length} occurrences`;
  }
}
