import { signal } from "@preact/signals";

export interface Toast {
  id: number;
  text: string;
  tone?: "good" | "bad";
  /** A toast takes the place of the one of its kind. */
  kind?: string;
  actions: { label: string; run: () => void }[];
}

export const toasts = signal<readonly Toast[]>([]);
/** What a screen reader is told, politely: each is there for a while, or what comes next would cut it short. */
export const announcements = signal<readonly { id: number; text: string }[]>([]);

let next = 1;
/** Milliseconds that a message is shown. */
const life = 8000;

/** Shows a message for a while, in milliseconds, and says it. Those with something to decide stay. */
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

// What nobody could see has not been shown yet.
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
