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
/** What a screen reader is told, politely. */
export const announcement = signal("");

let next = 1;
const life = 8000;

/** Shows a message for a while, and says it. Those with something to decide stay. */
export function toast(
  text: string,
  options: Partial<Omit<Toast, "id" | "text">> & { stay?: boolean } = {},
): number {
  const { stay, actions = [], ...rest } = options;
  const id = next++;
  const others = toasts.value.filter((one) => !rest.kind || one.kind !== rest.kind);
  toasts.value = [...others.slice(-2), { id, text, actions, ...rest }];
  announce(text);
  if (!stay) setTimeout(() => dismiss(id), life);
  return id;
}

export function dismiss(id: number): void {
  if (toasts.value.some((one) => one.id === id)) toasts.value = toasts.value.filter((one) => one.id !== id);
}

export function announce(text: string): void {
  // The same text said again has to be another text.
  announcement.value = announcement.value === text ? `${text}\u00a0` : text;
}
