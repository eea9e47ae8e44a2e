import { effect } from "@preact/signals";
import { loaded } from "./memory.ts";
import { user } from "./session.ts";

/** Runs what the first view does not need: once it is there, and the browser has nothing else to do. */
export function later(work: () => unknown): void {
  const idle = () => ("requestIdleCallback" in window ? requestIdleCallback(work) : setTimeout(work, 500));
  const stop = effect(() => {
    if (user.value && !loaded.value) return;
    queueMicrotask(() => stop());
    idle();
  });
}
