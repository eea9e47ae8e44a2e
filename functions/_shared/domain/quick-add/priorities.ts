import { priorities as levels } from "../task/fields.ts";
import { all, type Found } from "./match.ts";
import type { QuickWords } from "./words.ts";

/** `!high`, `!1`, `p1`, `!!!`. */
export function priorities(
  text: string,
  { priorities: names }: QuickWords,
): Found<(typeof levels)[number]>[] {
  const source = levels.map((level) => `(?<${level}>${names[level]})`).join("|");
  return all(
    text,
    new RegExp(`(?<=^|\\s)(?:!(?:${source}|(?<n>[123]))|(?<marks>!{2,3})|p(?<p>[123]))(?=\\s|$)`, "giu"),
    ({ groups = {} }) => {
      if (groups.marks) return groups.marks.length === 3 ? "high" : "medium";
      const digit = groups.n ?? groups.p;
      return digit ? levels[Number(digit) - 1] : levels.find((level) => groups[level]);
    },
  );
}
