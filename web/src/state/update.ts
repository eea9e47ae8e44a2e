import { signal } from "@preact/signals";

/** A newer client is ready; runs it. */
export const updateReady = signal<(() => void) | null>(null);
