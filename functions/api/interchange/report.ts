import type { ReportItem } from "./types.ts";

/** Where something was found: what people call it, and its line in the file. */
export interface Place {
  what: string;
  line?: number | undefined;
}

/** Collects what could not be carried over. */
export interface Report {
  /** A whole entry that is not imported. */
  lost(place: Place, reason: string): void;
  /** A part of entries; the same reason is told once, with the number of entries and a few of their names. */
  detail(place: Place, reason: string): void;
  items(): ReportItem[];
}

/** Lost entries told one by one; those beyond are told together by their reason. */
const toldSingly = 500;
const examples = 3;
/** All that is told, and how long a name or reason is: a file may have something wrong on each of its lines. */
const mostReasons = 490;
const longestName = 60;
const longestReason = 200;

/** Opens an empty report. */
export function openReport(): Report {
  const lost: ReportItem[] = [];
  const details = new Map<string, { line: number | undefined; named: Set<string>; count: number }>();

  let untold = 0;

  function detail({ what, line }: Place, given: string): void {
    const reason = cut(given, longestReason);
    const known = details.get(reason) ?? { line, named: new Set<string>(), count: 0 };
    if (known.count === 0 && details.size >= mostReasons) {
      untold += 1;
      return;
    }
    details.set(reason, known);
    known.count += 1;
    if (known.named.size < examples) known.named.add(cut(what, longestName));
  }

  return {
    detail,
    lost({ what, line }, reason) {
      if (lost.length >= toldSingly) detail({ what, line }, `Not imported. ${reason}`);
      else lost.push(item(line, cut(what, longestName), cut(`Not imported. ${reason}`, longestReason)));
    },
    items: () => [
      ...lost,
      ...[...details].map(([reason, { line, named, count }]) =>
        item(line, summary([...named], count), reason),
      ),
      ...(untold > 0 ? [item(undefined, "The file", `And ${untold} more, which are not told here.`)] : []),
    ],
  };
}

const cut = (text: string, length: number): string =>
  text.length > length ? `${text.slice(0, length - 1).replace(/\p{Surrogate}$/u, "")}…` : text;

const item = (line: number | undefined, what: string, reason: string): ReportItem =>
  line === undefined ? { what, reason } : { line, what, reason };

function summary(named: string[], count: number): string {
  const more = count - named.length;
  return more > 0 ? `${named.join(", ")} and ${more} more` : named.join(", ");
}
