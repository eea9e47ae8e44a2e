/** Whether PostgreSQL can store the text: it has no NUL and no half of a surrogate pair. */
export const isStorable = (text: string): boolean => !/\0|\p{Surrogate}/u.test(text);

/** The text as PostgreSQL can store it: without NUL, and with U+FFFD in place of each half of a surrogate pair. */
export const storable = (text: string): string =>
  text.replaceAll("\0", "").replace(/\p{Surrogate}/gu, "\ufffd");

/** The value with every text in it as PostgreSQL can store it. */
export function storableIn<Value>(value: Value): Value;
export function storableIn(value: unknown): unknown {
  if (typeof value === "string") return storable(value);
  if (Array.isArray(value)) return value.map((each) => storableIn(each));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [storable(name), storableIn(each)]));
}
