import { generateNKeysBetween } from "fractional-indexing";
import { positionOf } from "../../../../../functions/_shared/domain/task/position.ts";
import { update } from "../../../state/actions.ts";
import { focusRow } from "../../../state/focus.ts";
import { filterOf } from "../../../state/lists.ts";
import { compareDue, find, type Item } from "../../../state/memory.ts";
import { route } from "../../../state/router.ts";
import { shownLists } from "../../../state/selection.ts";
import { announce, toast } from "../../../state/toasts.ts";
import { t } from "../../../words/index.ts";
import { words } from "./words.ts";

/** Moves tasks in their list. The order by due date and priority stays; among tasks that share them it is the person's. */

/** How the list on screen is sorted as far as the person's own order may change it; undefined when it may not. */
function fixedOrder(): ((a: Item, b: Item) => number) | undefined {
  const { view, params } = route.value;
  if (["completed", "trash", "search"].includes(view)) return undefined;
  const sort = view === "all" ? filterOf(params).sort : "due";
  if (sort === "manual") return () => 0;
  return sort === "due" ? compareDue : undefined;
}

/** The list on screen with these tasks all in it. */
const listWith = (keys: readonly number[]): readonly Item[] | undefined =>
  shownLists().find((list) => keys.every((key) => list.some((item) => item.key === key)));

/** Moves tasks up or down by one place, and says where they are. Those that stand apart come together. */
export function step(ids: readonly number[], by: 1 | -1): void {
  const moved = ids.flatMap((id) => find(id) ?? []);
  const keys = moved.map(({ key }) => key);
  const list = keys.length > 0 ? listWith(keys) : undefined;
  if (!list) return;
  const places = list.flatMap(({ key }, i) => (keys.includes(key) ? [i] : []));
  const beyond = list[by < 0 ? Math.min(...places) - 1 : Math.max(...places) + 1];
  if (!beyond) return;
  if (!put(keys, { key: beyond.key, behind: by > 0 })) toast(words().sorted, { kind: "order" });
}

/** Puts tasks before or behind another one of their list; false when the list's order does not allow it. */
export function put(keys: readonly number[], to: { key: number; behind: boolean }): boolean {
  const list = listWith([...keys, to.key]);
  const fixed = fixedOrder();
  const target = list?.find(({ key }) => key === to.key);
  if (!list || !fixed || !target) return false;
  const moved = list.filter(({ key }) => keys.includes(key));
  if (keys.includes(to.key) || moved.some((item) => fixed(item, target) !== 0)) return false;
  const rest = list.filter((item) => !keys.includes(item.key) && fixed(item, target) === 0);
  const at = rest.indexOf(target) + (to.behind ? 1 : 0);
  const positions = positionsFor(moved, rest, at);
  const label = words().moved(moved.length === 1 ? (moved[0] as Item).title : t.tasks(moved.length));
  update([...positions.keys()], ({ id }) => ({ position: positions.get(id) ?? "" }), { quiet: true, label });
  tellPlace(moved[0] as Item);
  return true;
}

/** Whether the server will place the task when it gets it: until then its place is not known. */
const isUnplaced = (item: Item): boolean => item.id < 0 && !item.position;

/** New positions by id, so that the tasks stand at that place among the rest. */
function positionsFor(moved: readonly Item[], rest: readonly Item[], at: number): Map<number, string> {
  const begin = rest.slice(0, at).findLastIndex((item) => !isUnplaced(item)) + 1;
  const before = rest[begin - 1];
  const low = before ? positionOf(before) : null;
  // Two devices may have given the same position: those that have it too are moved along, or nothing fits between.
  const later = rest.slice(at);
  const end = later.findIndex((item) => !isUnplaced(item) && (low === null || positionOf(item) > low));
  const high = later[end];
  const shifted = [...rest.slice(begin, at), ...moved, ...later.slice(0, end < 0 ? undefined : end)];
  const keys = generateNKeysBetween(low, high ? positionOf(high) : null, shifted.length);
  return new Map(shifted.map(({ id }, i) => [id, keys[i] ?? ""]));
}

/** The row keeps the focus where it is now, and its place is announced. */
function tellPlace({ key, title }: Item): void {
  requestAnimationFrame(() => {
    const list = listWith([key]) ?? [];
    announce(words().place(title, list.findIndex((item) => item.key === key) + 1, list.length));
    if (document.activeElement === document.body || document.activeElement?.closest(".row")) focusRow(key);
  });
}

/** Where dragged tasks would go if they were dropped now: the row below the pointer, and whether behind it. */
export function placeAt(event: DragEvent, keys: readonly number[]) {
  const row = (event.target as Element).closest<HTMLElement>(".row[data-key]");
  const fixed = fixedOrder();
  if (!row || !fixed) return undefined;
  const key = Number(row.dataset.key);
  const list = listWith([...keys, key]);
  const target = list?.find((item) => item.key === key);
  if (!list || !target || keys.includes(key)) return undefined;
  if (list.some((item) => keys.includes(item.key) && fixed(item, target) !== 0)) return undefined;
  const { top, height } = row.getBoundingClientRect();
  return { row, key, behind: event.clientY > top + height / 2 };
}
