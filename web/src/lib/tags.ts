/** A tag for comparisons: tags are one whatever their case. */
export const foldTag = (tag: string): string => tag.normalize().toLowerCase();

/** Whether a tag is among others. */
export function hasTag(tags: readonly string[], tag: string): boolean {
  const folded = foldTag(tag);
  return tags.some((one) => foldTag(one) === folded);
}

/** The hues of tags, in degrees, each far from the next. */
export const hues = Array.from({ length: 12 }, (_, i) => 30 * i);

/** The hue of a tag for which none was chosen: the same on every device. */
export function ownHueOf(tag: string): number {
  let sum = 0;
  for (const letter of foldTag(tag)) sum = (31 * sum + (letter.codePointAt(0) ?? 0)) % 997;
  return hues[sum % hues.length] as number;
}
