import { useLayoutEffect } from "preact/hooks";

/** Milliseconds in which something moves to its new place. */
const duration = 160;
const easing = "cubic-bezier(0.2, 0.7, 0.2, 1)";
/** With more moves than these a list was replaced, and nothing glides. */
const most = 60;

/** Elements by what they stand for, each with its edge in pixels. */
type Places = ReadonlyMap<unknown, { element: HTMLElement; edge: number }>;
const nowhere: Places = new Map();

/**
 * Lets elements move from where they were to where this drawing puts them, and new ones appear; at once where the
 * person wants no motion. An element that is drawn anew is known by its `data-key`.
 */
export function useGlide(find: () => Iterable<HTMLElement>, axis: "x" | "y"): void {
  // Read while the page is still as it was drawn before.
  const before = isStill() ? nowhere : placesOf(find(), axis);
  useLayoutEffect(() => {
    if (before.size > 0) glide(before, placesOf(find(), axis), axis);
  });
}

const isStill = (): boolean => matchMedia("(prefers-reduced-motion: reduce)").matches;

function placesOf(elements: Iterable<HTMLElement>, axis: "x" | "y"): Places {
  const places = new Map<unknown, { element: HTMLElement; edge: number }>();
  for (const element of elements) {
    const { left, top, bottom } = element.getBoundingClientRect();
    // Those just outside the window may move into it.
    if (bottom < -innerHeight / 2 || top > 1.5 * innerHeight) continue;
    places.set(element.dataset.key ?? element, { element, edge: axis === "x" ? left : top });
  }
  return places;
}

function glide(before: Places, now: Places, axis: "x" | "y"): void {
  const moves: [HTMLElement, Keyframe][] = [];
  for (const [key, { element, edge }] of now) {
    const by = (before.get(key)?.edge ?? Number.NaN) - edge;
    if (Number.isNaN(by)) moves.push([element, { opacity: 0 }]);
    else if (by !== 0) moves.push([element, { translate: axis === "x" ? `${by}px 0` : `0 ${by}px` }]);
  }
  if (moves.length > most) return;
  for (const [element, from] of moves) element.animate([from, {}], { duration, easing });
}
