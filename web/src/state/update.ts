import { signal } from "@preact/signals";

/** Starts a newer client that is ready; null without one. */
export const updateReady = signal<(() => void) | null>(null);
