import { because, type Reason, wordsOf } from "./reasons.ts";
import type { ReportItem } from "./types.ts";

/** Where something was found: its name for people, and its line in the file. */
export interface Place {
  what: string;
  line?: number | undefined;
}

/** Collects what could not be imported. */
export interface Report {
  /** A whole entry that is not imported. */
  lost(place: Place, reason: Reason): void;
  /** A part of entries; the same reason is reported once, with the number of entries and a few of their names. */
  detail(place: Place, reason: Reason): void;
  items(): ReportItem[];
}

/** Lost entries that are listed singly; further ones are grouped by reason. */
const toldSingly = 500;
const examples = 3;
/** Limits of the report, and of the length of a name or reason: a file may have a fault on each line. */
const mostReasons = 490;
const longestName = 60;
const longestReason = 200;

/** Opens an empty report. */
export function openReport(): Report {
  const lost: ReportItem[] = [];
  const details = new Map<
    string,
    { reason: Reason; line: number | undefined; named: Set<string>; count: number }
  >();

  let untold = 0;

  function detail({ what, line }: Place, given: Reason): void {
    const reason = short(given);
    const key = cut(wordsOf(reason), longestReason);
    const known = details.get(key) ?? { reason, line, named: new Set<string>(), count: 0 };
    if (known.count === 0 && details.size >= mostReasons) {
      untold += 1;
      return;
    }
    details.set(key, known);
    known.count += 1;
    if (known.named.size < examples) known.named.add(cut(what, longestName));
  }

  return {
    detail,
    lost({ what, line }, why) {
      const reason = because("not-imported", why);
      if (lost.length >= toldSingly) detail({ what, line }, reason);
      else lost.push(itemOf(line, [cut(what, longestName)], 1, short(reason)));
    },
    items: () => [
      ...lost,
      ...[...details.values()].map(({ reason, line, named, count }) =>
        itemOf(line, [...named], count, reason),
      ),
      ...(untold > 0 ? [itemOf(undefined, ["The file"], 1, because("not-told", untold))] : []),
    ],
  };
}

const cut = (text: string, length: number): string =>
  text.length > length ? `${text.slice(0, length - 1).replace(/\p{Surrogate}$/u, "")}…` : text;

/** A reason with its values cut to the limit. */
const short = ({ code, values }: Reason): Reason => ({
  code,
  values: values.map((value) => (typeof value === "string" ? cut(value, longestReason) : short(value))),
});

/** The line of the report for `count` entries, some of which it names. */
export function itemOf(line: number | undefined, names: string[], count: number, reason: Reason): ReportItem {
  const more = count - names.length;
  const named = names.join(", ");
  return {
    ...(line !== undefined && { line }),
    what: more > 0 ? `${named} and ${more} more` : named,
    reason: cut(wordsOf(reason), longestReason),
    ...{ because: reason, names, more },
  };
}
