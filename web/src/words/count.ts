import { language } from "./index.ts";

/** A number with its noun, "1 task" or "2,000 tasks", in the language in use. */
export const n = (count: number, one: string, many: string): string =>
  `${count.toLocaleString(language)} ${count === 1 ? one : many}`;
