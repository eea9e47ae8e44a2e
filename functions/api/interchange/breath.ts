import { setImmediate } from "node:timers/promises";

/** Longest time in milliseconds for which reading a file keeps everything else waiting. */
const longest = 20;

/** Makes a pause that lets others run when the last one was long enough ago. */
export function breather(): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < longest) return;
    await setImmediate();
    last = performance.now();
  };
}
