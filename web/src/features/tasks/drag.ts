import { signal } from "@preact/signals";
import { reschedule } from "../../state/actions.ts";
import type { Item } from "../../state/memory.ts";
import { find } from "../../state/memory.ts";
import { selection } from "../../state/selection.ts";
import { fetchOrder, order } from "./order/code.ts";

/** Ids being dragged. The reschedule sheet offers the same without dragging (WCAG 2.5.7). */
export const dragged = signal<readonly number[]>([]);

export const drag = {
  start(event: DragEvent, item: Item): void {
    const keys = selection.value.has(item.key) ? [...selection.value] : [item.id];
    dragged.value = keys.flatMap((key) => find(key)?.id ?? []);
    event.dataTransfer?.setData("text/plain", item.title);
    if (event.dataTransfer) event.dataTransfer.effectAllowed = "move";
    void fetchOrder();
  },
  end(): void {
    dragged.value = [];
  },
};

const draggedKeys = () => dragged.value.flatMap((id) => find(id)?.key ?? []);
let mark: HTMLElement | undefined;
function showPlace(row?: HTMLElement, behind = false): void {
  mark?.removeAttribute("data-place");
  mark = row;
  if (row) row.dataset.place = behind ? "behind" : "before";
}

/** Properties that let tasks of a list be dropped between others of it, where its order leaves that to the person. */
export const dropBetween = {
  onDragOver(event: DragEvent) {
    const to = dragged.value.length > 0 ? order()?.placeAt(event, draggedKeys()) : undefined;
    showPlace(to?.row, to?.behind);
    if (!to) return;
    event.preventDefault();
    event.stopPropagation();
  },
  onDragLeave: () => showPlace(),
  onDrop(event: DragEvent) {
    const to = dragged.value.length > 0 ? order()?.placeAt(event, draggedKeys()) : undefined;
    showPlace();
    if (!to) return;
    event.preventDefault();
    event.stopPropagation();
    order()?.put(draggedKeys(), to);
    dragged.value = [];
  },
};

/** Properties that let tasks be dropped on an element: they move to that date. */
export function dropOn(date: string | null) {
  const over = (event: DragEvent, on: boolean) =>
    (event.currentTarget as HTMLElement).toggleAttribute("data-drop", on);
  return {
    onDragOver(event: DragEvent) {
      if (dragged.value.length === 0) return;
      event.preventDefault();
      over(event, true);
    },
    onDragLeave: (event: DragEvent) => over(event, false),
    onDrop(event: DragEvent) {
      event.preventDefault();
      over(event, false);
      reschedule(dragged.value, date === null ? null : { date });
      dragged.value = [];
    },
  };
}
