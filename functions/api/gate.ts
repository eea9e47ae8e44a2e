import { unavailable } from "../_shared/contract/problems.ts";

/** Runs work through a gate; throws the problem `unavailable` when too much is waiting before it. */
export type Gate = <Result>(work: () => Promise<Result>) => Promise<Result>;

/** Opens a gate that `width` may be in at once, and `queue` may wait before; `full` is told to anyone more. */
export function openGate(width: number, queue: number, full: string): Gate {
  let inside = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (inside < width) inside += 1;
    else if (waiting.length >= queue) throw unavailable(full);
    // Who leaves hands the place over: nobody slips in between.
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
