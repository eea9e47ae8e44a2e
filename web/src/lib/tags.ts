/** A tag for comparisons: tags are one whatever their case. */
export const foldTag = (tag: string): string => tag.normalize().toLowerCase();

/** Whether a tag is among others. */
export function hasTag(tags: readonly string[], tag: string): boolean {
  const folded = foldTag(tag);
  return tags.some((one) => foldTag(one) === folded);
}
