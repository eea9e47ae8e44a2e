/** Longest text that is read as Markdown, and most quotes and lists within each other: a stranger may have written it. */
const longest = 8_000;
const nested = /^(?:[ \t]*(?:[>*+-]|\d{1,9}[.)])[ \t]?){20}/m;

/** Whether a text can be read as Markdown at once; any other is shown as it is written. */
export const isReadable = (text: string): boolean => text.length <= longest && !nested.test(text);
