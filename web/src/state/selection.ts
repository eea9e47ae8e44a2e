import { batch, computed, signal } from "@preact/signals";
import { find, type Item } from "./memory.ts";

/** The lists on screen, in order, and the component that shows them. */
const lists = signal<{ owner: object | null; items: readonly (readonly Item[])[] }>({
  owner: null,
  items: [],
});
/** The tasks on screen, by list. */
export const shownLists = (): readonly (readonly Item[])[] => lists.value.items;
/** Keys of the tasks on screen, in order. */
export const listed = computed(() => lists.value.items.flatMap((list) => list.map(({ key }) => key)));
/** The same, as a set. */
export const listedKeys = computed(() => new Set(listed.value));
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
/**
 * Sets the tasks on screen. A new list starts without selection and cursor; when the row with the cursor goes, the
 * cursor moves to its neighbour.
 */
export function showLists(owner: object, items: readonly (readonly Item[])[]): void {
  const isNew = lists.value.owner !== owner;
  const before = listed.value;
  const at = place.value === null || isNew ? -1 : before.indexOf(place.value);
  batch(() => {
    if (isNew) {
      select([]);
      moveCursor(null);
    }
    lists.value = { owner, items };
    if (at >= 0 && cursor.value === null) moveCursor(neighbour(before, at));
  });
}

/** The nearest row that is still on screen: the next one, else the one before. */
function neighbour(before: readonly number[], at: number): number | null {
  const near = [...before.slice(at + 1), ...before.slice(0, at).reverse()];
  return near.find((key) => listedKeys.value.has(key)) ?? null;
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
  anchor = key;
  const next = new Set(selection.value);
  if (!next.delete(key)) next.add(key);
  select(next);
}

/** Where a range begins: the row that was selected, opened or moved to last. */
let anchor: number | null = null;
export function anchorAt(key: number): void {
  anchor = key;
}

/** Selects the rows between the anchor and another row, both included, beside what is selected. */
export function selectTo(key: number): void {
  const all = listed.value;
  const to = all.indexOf(key);
  const from = anchor === null || !listedKeys.value.has(anchor) ? to : all.indexOf(anchor);
  select([...selection.value, ...all.slice(Math.min(from, to), Math.max(from, to) + 1)]);
}

export const clearSelection = (): void => select([]);

/** Ids of the selected tasks. */
export const selectedIds = (): number[] => [...selection.value].flatMap((key) => find(key)?.id ?? []);
