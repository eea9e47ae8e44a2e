/** A part that was found, before it is interpreted. */
export interface Found<Value> {
  start: number;
  end: number;
  value: Value;
}

export type Groups = Record<string, string | undefined>;

/** Every match of an expression for which `read` returns a value. */
export function all<Value>(
  text: string,
  expression: RegExp,
  read: (match: RegExpExecArray) => Value | undefined,
): Found<Value>[] {
  return [...text.matchAll(expression)].flatMap((match) => {
    const value = read(match);
    return value === undefined ? [] : [{ start: match.index, end: match.index + match[0].length, value }];
  });
}

const made = new Map<string, RegExp>();

/** An expression of a source, made once: a sentence is read at every key. Without regard to case; with `g` by default. */
export function expression(source: string, flags = "giu"): RegExp {
  const key = `${flags}:${source}`;
  const found = made.get(key) ?? new RegExp(source, flags);
  made.set(key, found);
  return found;
}

/** A word boundary for all Unicode letters; one space in the source matches any space in the text. */
export const word = (source: string, flags = "giu"): RegExp =>
  expression(`(?<![\\p{L}\\p{N}])(?:${source.replaceAll(" ", "\\s+")})(?![\\p{L}\\p{N}])`, flags);

/** An optional source with the space after it. */
export const maybe = (source: string): string => `(?:(?:${source})\\s+)?`;

/** Alternatives by name, such as `(?<d1>mondays?)|(?<d2>tuesdays?)`. */
export const named = (prefix: string, sources: readonly string[]): string =>
  sources.map((source, i) => `(?<${prefix}${i + 1}>${source})`).join("|");

/** Which of the alternatives of `named` matched, from 1; 0 for none. */
export const indexOf = (prefix: string, groups: Groups): number =>
  Number(
    Object.keys(groups)
      .find((key) => groups[key] && key.startsWith(prefix) && /^\d+$/.test(key.slice(prefix.length)))
      ?.slice(prefix.length) ?? 0,
  );

/** In the order of the sentence; of two at the same place, the longer first. */
export const byPlace = <Value>(found: Found<Value>[]): Found<Value>[] =>
  found.sort((a, b) => a.start - b.start || b.end - a.end);
