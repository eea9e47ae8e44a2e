/** Where each step of the history was scrolled to: a view opens at its top, and going back finds the place again. */

const places = new Map<number, number>();
let last = 0;
let current = 0;

/** Names the entry that the page was opened at. */
export function startEntries(): void {
  last = current = entryOf() ?? 0;
  history.replaceState({ entry: current }, "");
}

// Named in the entry itself: that tells a step back or forth from a new one.
function entryOf(): number | undefined {
  return (history.state as { entry?: number } | null)?.entry;
}

/** Keeps the place of the entry that is being left. */
export function leaveEntry(): void {
  // From the first step on; until then the browser finds the place after a reload.
  history.scrollRestoration = "manual";
  places.set(current, scrollY);
}

/** Scrolls to the place of the entry that has been entered; a new one of another view is shown from its top. */
export function enterEntry(isOtherView: boolean): void {
  const known = entryOf();
  current = known ?? ++last;
  if (known === undefined) history.replaceState({ entry: current }, "");
  if (isOtherView) restore(known === undefined ? 0 : (places.get(known) ?? 0), current);
}

/** Frames that a view may take until it is tall enough. */
const patience = 60;

function restore(top: number, entry: number, tries = patience): void {
  scrollTo({ top, behavior: "instant" });
  if (entry !== current || tries === 0 || scrollY >= top - 1) return;
  requestAnimationFrame(() => restore(top, entry, tries - 1));
}
