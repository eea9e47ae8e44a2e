import { complete } from "../../../state/actions.ts";
import { find, type Item } from "../../../state/memory.ts";
import { prefer, prefs } from "../../../state/prefs.ts";
import { selection } from "../../../state/selection.ts";
import { askWhen } from "../../../state/sheet.ts";
import { t } from "../../../words/index.ts";
import "./swipe.css";

/**
 * Swiping a row on a touch screen: to the right completes its task, to the left asks for its date. Each has a button
 * too. The browser scrolls by itself: what moves up or down first is no swipe.
 */

/** Pixels until it is clear whether a finger scrolls or swipes. */
const slop = 12;
/** Pixels, and the part of the row's width, after which letting go acts. */
const far = (row: HTMLElement): number => Math.min(120, row.clientWidth * 0.35);

interface Swipe {
  pointer: number;
  row: HTMLElement;
  item: Item;
  x: number;
  y: number;
  begun: boolean;
}
let swipe: Swipe | undefined;

/** Starts to follow fingers on rows. */
export function listenForSwipes(): void {
  addEventListener("pointerdown", begin);
  addEventListener("pointermove", follow);
  addEventListener("pointerup", (event) => end(event, true));
  addEventListener("pointercancel", (event) => end(event, false));
}

function begin({ pointerType, isPrimary, pointerId, target, clientX, clientY }: PointerEvent): void {
  const row = (target as Element).closest<HTMLElement>(".row[data-key]");
  const item = row ? find(Number(row.dataset.key)) : undefined;
  swipe = undefined;
  if (pointerType !== "touch" || !isPrimary || !row || !item || selection.value.size > 0) return;
  if (item.status === "done" || item.deleted_at) return;
  swipe = { pointer: pointerId, row, item, x: clientX, y: clientY, begun: false };
}

function follow({ pointerId, clientX, clientY }: PointerEvent): void {
  if (swipe?.pointer !== pointerId) return;
  const { row, x, y } = swipe;
  const [across, along] = [clientX - x, Math.abs(clientY - y)];
  if (!swipe.begun) {
    if (along > slop && along > Math.abs(across)) swipe = undefined;
    if (!swipe || Math.abs(across) < slop) return;
    swipe.begun = true;
    row.setPointerCapture(pointerId);
  }
  row.style.setProperty("--swipe", `${across}px`);
  row.dataset.swipe = across > 0 ? "done" : "when";
  row.dataset.hint = across > 0 ? t.bulk.complete : t.bulk.schedule;
  row.toggleAttribute("data-far", Math.abs(across) >= far(row));
}

function end({ pointerId, clientX }: PointerEvent, acts: boolean): void {
  if (swipe?.pointer !== pointerId) return;
  const { row, item, x, begun } = swipe;
  swipe = undefined;
  if (!begun) return;
  for (const name of ["data-swipe", "data-hint", "data-far"]) row.removeAttribute(name);
  row.style.removeProperty("--swipe");
  if (!acts || Math.abs(clientX - x) < far(row)) return;
  if (!prefs.value.swipeTold) prefer({ swipeTold: true });
  if (clientX > x) complete([item.id]);
  else askWhen("due", [item.id]);
}
