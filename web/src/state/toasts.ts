import { signal } from "@preact/signals";

export interface Toast {
  id: number;
  text: string;
  tone?: "good" | "bad";
  /** A toast replaces another of its kind. */
  kind?: string;
  actions: { label: string; run: () => void }[];
}

export const toasts = signal<readonly Toast[]>([]);
/** Announced politely by a screen reader: each stays for a while, or the next would interrupt it. */
export const announcements = signal<readonly { id: number; text: string }[]>([]);

let next = 1;
/** Milliseconds for which a message is shown. */
const life = 8000;

/** Shows a message for some milliseconds, and announces it. Messages that need a decision stay. */
export function toast(
  text: string,
  options: Partial<Omit<Toast, "id" | "text">> & { stay?: boolean; life?: number } = {},
): number {
  const { stay, life: shown = life, actions = [], ...rest } = options;
  const id = next++;
  const others = toasts.value.filter((one) => !rest.kind || one.kind !== rest.kind);
  toasts.value = [...others.slice(-2), { id, text, actions, ...rest }];
  announce(text);
  if (!stay) expire(id, shown);
  return id;
}

// A message that expires while the page is hidden gets its time again once the page is visible.
function expire(id: number, after: number): void {
  setTimeout(() => {
    if (document.visibilityState === "visible") dismiss(id);
    else addEventListener("visibilitychange", () => expire(id, after), { once: true });
  }, after);
}

export function dismiss(id: number): void {
  if (toasts.value.some((one) => one.id === id)) toasts.value = toasts.value.filter((one) => one.id !== id);
}

export function announce(text: string): void {
  const id = next++;
  announcements.value = [...announcements.value, { id, text }];
  setTimeout(() => {
    announcements.value = announcements.value.filter((one) => one.id !== id);
  }, life);
}
