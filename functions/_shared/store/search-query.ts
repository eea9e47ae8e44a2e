/**
 * The `tsquery` text for what a person typed: every word must be there, the last as a prefix too while it
 * is being typed. Undefined when there is no word in it.
 */
export function searchQuery(text: string): string | undefined {
  const words = text
    .normalize("NFC")
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu);
  return words
    ?.slice(0, 12)
    .map((word, index, all) => (index === all.length - 1 ? `${word}:*` : word))
    .join(" & ");
}
