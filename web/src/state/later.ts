import { effect } from "@preact/signals";
import { loaded } from "./memory.ts";
import { user } from "./session.ts";

/** Runs work that the first view does not need, once that is drawn and the browser is idle. */
export function later(work: () => unknown): void {
  const idle = () => ("requestIdleCallback" in window ? requestIdleCallback(work) : setTimeout(work, 500));
  const stop = effect(() => {
    if (user.value && !loaded.value) return;
    queueMicrotask(() => stop());
    idle();
  });
}
