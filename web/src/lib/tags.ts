/** A tag for comparisons: tags are one whatever their case. */
export const foldTag = (tag: string): string => tag.normalize().toLowerCase();

/** Whether a tag is among others. */
export function hasTag(tags: readonly string[], tag: string): boolean {
  const folded = foldTag(tag);
  return tags.some((one) => foldTag(one) === folded);
}

/** The hue of a tag's colour, in degrees: the same on every device, and far from that of the next. */
export function hueOf(tag: string): number {
  let sum = 0;
  for (const letter of foldTag(tag)) sum = (31 * sum + (letter.codePointAt(0) ?? 0)) % 997;
  return 30 * (sum % 12);
}
