import { cursor, listed, moveCursor } from "./selection.ts";

/** The keyboard's focus in the list on screen. */

/** The row that had the focus last; a sheet that was opened from it does not count. */
let last: Element | null = null;

/** Follows the focus, so that it can be found again when its row goes. */
export function followFocus(): void {
  addEventListener("focusin", ({ target }) => {
    const element = target as Element;
    if (!element.closest("dialog")) last = element.closest(".row");
  });
}

/** Gives the focus to the row with the cursor if it was lost with a row that went or moved. */
export function keepFocus(): void {
  requestAnimationFrame(() => {
    const isGone = last && (!last.isConnected || last.closest("[inert]"));
    const { activeElement } = document;
    const isLost = !activeElement || activeElement === document.body || activeElement.closest("[inert]");
    if (!isGone || !isLost || document.querySelector("dialog[open]")) return;
    if (cursor.value !== null) focusRow(cursor.value);
    else {
      last = null;
      document.getElementById("main")?.focus({ preventScroll: true });
    }
  });
}

/** Focuses a row; a row that is not drawn yet is scrolled to first. */
export function focusRow(key: number, index = listed.value.indexOf(key)): void {
  moveCursor(key);
  const link = () => document.querySelector<HTMLElement>(`[data-key="${key}"] .row-open`);
  const now = link();
  if (now) {
    focusOn(now);
    return;
  }
  let before = 0;
  for (const place of document.querySelectorAll<HTMLElement>(".rows[data-size]")) {
    const size = Number(place.dataset.size);
    if (index < before + size) {
      const { top, height } = place.getBoundingClientRect();
      scrollBy(0, top + (height * (index - before)) / size - innerHeight / 2);
      focusOnceDrawn(link);
      return;
    }
    before += size;
  }
}

/** Focuses an element once it is drawn, within the next frames. */
function focusOnceDrawn(link: () => HTMLElement | null, frames = 12): void {
  requestAnimationFrame(() => {
    const now = link();
    if (now) focusOn(now);
    else if (frames > 0) focusOnceDrawn(link, frames - 1);
  });
}

function focusOn(element: HTMLElement): void {
  element.focus({ preventScroll: true });
  element.scrollIntoView({ block: "nearest" });
}
