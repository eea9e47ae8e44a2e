import type * as api from "../../../functions/_shared/contract/api/imports.ts";

/** Something that could not be imported; older imports have only the English words. */
export type ReportItem = Pick<api.ReportItem, "what" | "reason"> & Partial<api.ReportItem>;
type Reason = api.ReportItem["because"];

/** A translation of the texts of an import's report, which arrives in English. */
export interface ReportWords {
  /** By the code of a reason; {0}, {1} are its values. */
  reasons: Record<string, string>;
  /** Names that the person did not choose. */
  names: Record<string, string>;
  more: (count: number) => string;
  /** What to do with the file of a program that is not read, by the program. */
  instead: Record<string, string>;
}

/** The part of a file that an item is about. */
export function whatOf({ what, names, more = 0 }: ReportItem, words: ReportWords | undefined): string {
  if (!words || !names) return what;
  const named = names.map((name) => nameIn(name, words)).join(", ");
  return more > 0 ? `${named} ${words.more(more)}` : named;
}

// The name of a calendar or zone follows in quotes.
const nameIn = (name: string, { names }: ReportWords): string =>
  names[name] ?? name.replace(/^([\w ]+)(?= ")/, (kind) => names[kind] ?? kind);

/** Why it could not be imported; in English if the reason is unknown here. */
export const reasonOf = (item: ReportItem, words: ReportWords | undefined): string =>
  (words && item.because && translated(item.because, words.reasons)) ?? item.reason;

function translated({ code, values }: Reason, reasons: Record<string, string>): string | undefined {
  const inside = values.map((value) => (typeof value === "string" ? value : translated(value, reasons)));
  if (inside.includes(undefined)) return undefined;
  return reasons[code]?.replace(/\{(\d)\}/g, (_, at: string) => inside[Number(at)] ?? "");
}
