import { signal } from "@preact/signals";

/** The token of the link to a new password that was opened; null where none was. */
export const resetToken = signal<string | null>(null);

/** Takes in the link, `#/reset?token=…`. */
export function openReset(): void {
  const token = /^#\/reset\?token=([\w.-]+)/.exec(location.hash)?.[1];
  if (!token) return;
  resetToken.value = token;
  // In the place of the link, which is not to stay in the history.
  location.replace("#/today");
}
