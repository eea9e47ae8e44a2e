import { signal } from "@preact/signals";

/** The token of an opened link to set a new password; null without one. */
export const resetToken = signal<string | null>(null);

/** Reads the link, `#/reset?token=…`. */
export function openReset(): void {
  const token = /^#\/reset\?token=([\w.-]+)/.exec(location.hash)?.[1];
  if (!token) return;
  resetToken.value = token;
  // Replaces the link, which must not stay in the history.
  location.replace("#/today");
}
