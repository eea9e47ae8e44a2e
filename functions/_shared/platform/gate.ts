import { unavailable } from "../contract/problems.ts";

/** Runs work through a gate; throws the problem `unavailable` when its queue is full. */
export type Gate = <Result>(work: () => Promise<Result>) => Promise<Result>;

/** Opens a gate: at most `width` run at once and at most `queue` wait; others are refused with the text `full`. */
export function openGate(width: number, queue: number, full: string): Gate {
  let inside = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (inside < width) inside += 1;
    else if (waiting.length >= queue) throw unavailable(full);
    // The finished one hands its place to the first in the queue, so that a newcomer cannot overtake.
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else inside -= 1;
    }
  };
}
