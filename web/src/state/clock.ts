import { signal } from "@preact/signals";

/** Now, to the minute. */
export const minute = signal(new Date());

/** Starts the clock; a hidden page updates it as soon as it is shown again. */
export function startClock(): void {
  setInterval(() => {
    const now = new Date();
    if (now.getMinutes() !== minute.value.getMinutes()) minute.value = now;
  }, 1000);
  addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") minute.value = new Date();
  });
}
