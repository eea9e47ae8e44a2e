import { signal } from "@preact/signals";
import type { Item } from "./memory.ts";

/** The moment after a completion: the row stays where it is, and a second click there has no effect. */

/** Milliseconds for which a completed row stays; as in `list.css`. */
const stay = 650;
/** Milliseconds and pixels within which a second click is the same one. */
const moment = 800;
const near = 32;

/** Rows that stay on screen for a moment although their task is no longer in the list, by key. */
export const staying = signal<ReadonlySet<number>>(new Set());

/** Lets the rows of these tasks stay for a moment. */
export function letStay(items: readonly Item[]): void {
  const keys = items.map(({ key }) => key);
  staying.value = new Set([...staying.value, ...keys]);
  setTimeout(() => {
    staying.value = new Set([...staying.value].filter((key) => !keys.includes(key)));
  }, stay);
}

let last = { at: Number.NEGATIVE_INFINITY, x: 0, y: 0 };

/** Whether a click of a pointer repeats the one before: a nervous second one, at the same place. */
export function isRepeated({ detail, timeStamp: at, clientX: x, clientY: y }: MouseEvent): boolean {
  // A key that presses a button clicks without a pointer.
  if (detail === 0) return false;
  const repeated = at - last.at < moment && Math.hypot(x - last.x, y - last.y) < near;
  if (!repeated) last = { at, x, y };
  return repeated;
}
