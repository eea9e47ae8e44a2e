import { parseQuickAdd } from "../../../../functions/_shared/domain/quick-add/parse.ts";
import type { Circumstances } from "../../../../functions/_shared/domain/quick-add/words.ts";
import type { Due } from "../../core/types.ts";

const none: ReadonlySet<string> = new Set();
/**
 * Words that may be left out where only a date is asked for: they tell "fri" in a title from a Friday. The grammar
 * reads every language, whatever the person's.
 */
const leftOut = ["", "on ", "am ", "in "];

/**
 * Reads a date, a time or both by the grammar of quick add; a number at the end is a time of day. Undefined unless all
 * of the text says when, once.
 */
export function readWhen(text: string, at: Circumstances): Due | undefined {
  // "do" and "so" are words, "Do" and "So" are days.
  const said = text
    .trim()
    .replace(/\s+/g, " ")
    .replace(/^./u, (letter) => letter.toUpperCase());
  const withTime = said.replace(/(^|\s)(\d{1,2}(?::\d\d)?)$/, "$1at $2");
  for (const start of leftOut)
    for (const phrase of new Set([said, withTime])) {
      const due = whole(start + phrase, at);
      if (due) return due;
    }
  return undefined;
}

function whole(text: string, at: Circumstances): Due | undefined {
  const { task, spans } = parseQuickAdd(text, at, none);
  const rest = spans.reduceRight((left, { start, end }) => left.slice(0, start) + left.slice(end), text);
  const isOnlyWhen = spans.every(({ kind }) => kind === "date" || kind === "time");
  return isOnlyWhen && !/[\p{L}\p{N}]/u.test(rest) ? (task.due ?? undefined) : undefined;
}
