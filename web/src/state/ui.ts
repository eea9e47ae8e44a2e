import { computed, signal } from "@preact/signals";
import type { QuickAddDefaults } from "../ui/quick-add-defaults.ts";
import type { Item } from "./memory.ts";

/** Which sheet is open; one at a time. */
export type Sheet =
  | { name: "quick-add"; defaults?: QuickAddDefaults }
  | { name: "palette" }
  | { name: "help" }
  | { name: "schedule"; ids: number[] }
  | { name: "tags"; ids: number[] }
  | { name: "unsaved" }
  | { name: "menu" };

export const sheet = signal<Sheet | null>(null);
/** Keys of the selected tasks. */
export const selection = signal<ReadonlySet<number>>(new Set());
/** Key of the task the keyboard is at. */
export const cursor = signal<number | null>(null);
/** The lists on screen, in order. */
export const lists = signal<readonly (readonly Item[])[]>([]);
/** Keys of the tasks on screen, in order. */
export const listed = computed(() => lists.value.flatMap((list) => list.map(({ key }) => key)));
/** Key of the first task on screen. */
export const firstListed = computed(() => lists.value.find((list) => list.length > 0)?.[0]?.key);
/** The session has ended: changes are kept here until the person logs in again. */
export const loggedOut = signal(false);
/** A newer client is ready; runs it. */
export const updateReady = signal<(() => void) | null>(null);

export function toggleSelected(key: number): void {
  const next = new Set(selection.value);
  if (!next.delete(key)) next.add(key);
  selection.value = next;
}
