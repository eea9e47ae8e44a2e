/** Whether PostgreSQL can store the text: it has no NUL and no half of a surrogate pair. */
export const isStorable = (text: string): boolean => !/\0|\p{Surrogate}/u.test(text);

/** The text as PostgreSQL can store it: without NUL, and with U+FFFD in place of each half of a surrogate pair. */
export const storable = (text: string): string =>
  text.replaceAll("\0", "").replace(/\p{Surrogate}/gu, "\ufffd");
