import { unavailable } from "../contract/problems.ts";

/**
 * Runs work through a gate; throws the problem `unavailable` when its queue is full. Those who are `preferred` have a
 * queue of their own, which goes before the other.
 */
export type Gate = <Result>(work: () => Promise<Result>, preferred?: boolean) => Promise<Result>;

/** Opens a gate: at most `width` run at once and at most `queue` wait in each queue; others are refused by `full`. */
export function openGate(width: number, queue: number, full: string): Gate {
  let inside = 0;
  const ahead: (() => void)[] = [];
  const behind: (() => void)[] = [];
  return async (work, preferred = false) => {
    const waiting = preferred ? ahead : behind;
    if (inside < width) inside += 1;
    else if (waiting.length >= queue) throw unavailable(full);
    // The finished one hands its place to the first in the queue, so that a newcomer cannot overtake.
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = ahead.shift() ?? behind.shift();
      if (next) next();
      else inside -= 1;
    }
  };
}

/** Takes a place of a key, when it is free; resolves with the function that gives it back. */
export type Places = (key: string) => Promise<() => void>;

/** Opens places: `width` of each key are taken at a time, and `queue` more wait for one; others are refused by `full`. */
export function openPlaces(width: number, queue: number, full: () => Error): Places {
  const keys = new Map<string, { taken: number; waiting: (() => void)[] }>();
  return async (key) => {
    const own = keys.get(key) ?? { taken: 0, waiting: [] };
    keys.set(key, own);
    if (own.taken < width) own.taken += 1;
    else if (own.waiting.length >= queue) throw full();
    else await new Promise<void>((resolve) => own.waiting.push(resolve));
    let isTaken = true;
    return () => {
      if (!isTaken) return;
      isTaken = false;
      const next = own.waiting.shift();
      if (next) return next();
      own.taken -= 1;
      if (own.taken === 0) keys.delete(key);
    };
  };
}
