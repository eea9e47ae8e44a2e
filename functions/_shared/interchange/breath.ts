import { setImmediate } from "node:timers/promises";
import { refusal } from "../domain/refusal.ts";

/** Longest time in milliseconds for which reading a file keeps everything else waiting. */
const longest = 20;

/** Most time in milliseconds that a file may cost in all: several times what the largest calendars of people take. */
const budget = 30_000;

/**
 * Makes a pause that lets others run when the last one was long enough ago. It refuses with `too-large` once the
 * work between all of them has taken too long: a file can be made to cost hours.
 */
export function breather(most = budget): () => Promise<void> {
  let last = performance.now();
  let worked = 0;
  return async () => {
    const took = performance.now() - last;
    if (took < longest) return;
    worked += took;
    if (worked > most) throw refusal("too-large", "This file takes too long to read: split it into several.");
    await setImmediate();
    last = performance.now();
  };
}
