import { batch, computed, signal } from "@preact/signals";
import { find, type Item } from "./memory.ts";

/** The lists on screen, in order, and the component that shows them. */
const lists = signal<{ owner: object | null; items: readonly (readonly Item[])[] }>({
  owner: null,
  items: [],
});
/** Keys of the tasks on screen, in order. */
export const listed = computed(() => lists.value.items.flatMap((list) => list.map(({ key }) => key)));
const listedKeys = computed(() => new Set(listed.value));
const selected = signal<ReadonlySet<number>>(new Set());
const place = signal<number | null>(null);
/** Keys of the selected tasks; only those on screen, since keys and buttons act on them. */
export const selection = computed<ReadonlySet<number>>(() => {
  const all = selected.value;
  if (all.size === 0) return all;
  return new Set([...all].filter((key) => listedKeys.value.has(key)));
});
/** Key of the task on screen with the keyboard's cursor. */
export const cursor = computed(() =>
  place.value !== null && listedKeys.value.has(place.value) ? place.value : null,
);
/** Key of the row that Tab reaches: the one with the cursor, else the first. */
export const reachable = computed(() => cursor.value ?? listed.value[0] ?? null);
/** Sets the tasks on screen. A new list starts without selection and cursor. */
export function showLists(owner: object, items: readonly (readonly Item[])[]): void {
  batch(() => {
    if (lists.value.owner !== owner) {
      select([]);
      moveCursor(null);
    }
    lists.value = { owner, items };
  });
}

/** Called when the component is removed; its successor may have shown its own lists already. */
export function hideLists(owner: object): void {
  if (lists.value.owner === owner) lists.value = { owner: null, items: [] };
}

export function moveCursor(key: number | null): void {
  place.value = key;
}

export function select(keys: Iterable<number>): void {
  selected.value = new Set(keys);
}

export function toggleSelected(key: number): void {
  const next = new Set(selection.value);
  if (!next.delete(key)) next.add(key);
  select(next);
}

export const clearSelection = (): void => select([]);

/** Ids of the selected tasks. */
export const selectedIds = (): number[] => [...selection.value].flatMap((key) => find(key)?.id ?? []);
