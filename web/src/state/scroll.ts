/** The scroll position of each entry of the history: a view opens at its top, and going back restores the position. */

const places = new Map<number, number>();
let last = 0;
let current = 0;

/** Numbers the entry at which the page was opened. */
export function startEntries(): void {
  last = current = entryOf() ?? 0;
  history.replaceState({ entry: current }, "");
}

// The number is stored in the entry, which distinguishes a step back or forward from a new entry.
function entryOf(): number | undefined {
  return (history.state as { entry?: number } | null)?.entry;
}

/** Stores the position of the entry that is being left. */
export function leaveEntry(): void {
  // From the first step on; before that the browser restores the position after a reload.
  history.scrollRestoration = "manual";
  places.set(current, scrollY);
}

/** Scrolls to the position of the entered entry; a new entry of another view starts at its top. */
export function enterEntry(isOtherView: boolean): void {
  const known = entryOf();
  current = known ?? ++last;
  if (known === undefined) history.replaceState({ entry: current }, "");
  if (isOtherView) restore(known === undefined ? 0 : (places.get(known) ?? 0), current);
}

/** Frames to wait until a view is tall enough. */
const patience = 60;

function restore(top: number, entry: number, tries = patience): void {
  scrollTo({ top, behavior: "instant" });
  if (entry !== current || tries === 0 || scrollY >= top - 1) return;
  requestAnimationFrame(() => restore(top, entry, tries - 1));
}
