import { refusal } from "../_shared/domain/refusal.ts";
import { importCsv } from "../_shared/interchange/csv/import.ts";
import { decoded, withWholeCharacters } from "../_shared/interchange/encoding.ts";
import { importCalendar } from "../_shared/interchange/ical/read/import.ts";
import { importJson } from "../_shared/interchange/json/import.ts";
import { itemOf } from "../_shared/interchange/report.ts";
import {
  type formats,
  type ImportContext,
  type Imported,
  mostEntries,
} from "../_shared/interchange/types.ts";
import { parseJson } from "../_shared/platform/body.ts";
import { log, messageOf } from "../_shared/platform/log.ts";
import type { ThreadWork } from "../_shared/platform/thread.ts";

/** A file, and what the reader needs besides its bytes. */
export interface File {
  bytes: ArrayBuffer;
  contentType: string;
  format: (typeof formats)[keyof typeof formats];
  context: Omit<ImportContext, "progress">;
}

/** Progress of reading, in entries. */
export interface Progress {
  read: number;
  total: number;
}

/** The entries of a file, and what could not be imported. */
export type Brought = Pick<Imported, "entries" | "report">;

/** Milliseconds between two reports of the progress. */
const reportEvery = 250;

/**
 * Reads a file by its Content-Type. Refuses an invalid file with `invalid` or `bad-request`, and one with too many entries
 * with `too-large`.
 */
export const readFile: ThreadWork<File, Brought> = (file, report) => {
  let toldAt = 0;
  const progress = (read: number, total: number) => {
    if (performance.now() - toldAt < reportEvery) return;
    toldAt = performance.now();
    report({ read, total } satisfies Progress);
  };
  const { entries, unforeseen, ...imported } = readAs(file, { ...file.context, progress });
  for (const error of unforeseen) log("error", "entry not understood", { error: messageOf(error) });
  if (entries.length > mostEntries)
    throw refusal(
      "too-large",
      `The file has ${entries.length} entries; at most ${mostEntries} are accepted in one file.`,
    );
  return { entries, report: imported.report };
};

function readAs({ bytes, contentType, format }: File, context: ImportContext): Imported {
  const buffer = Buffer.from(bytes);
  if (format === "json") return importJson(parseJson(buffer), context);
  const charset = /charset="?([\w.:-]+)/i.exec(contentType)?.[1];
  const { text, remark } = decoded(format === "ical" ? withWholeCharacters(buffer) : buffer, charset);
  const imported = format === "ical" ? importCalendar(text, context) : importCsv(text, context);
  return remark
    ? { ...imported, report: [itemOf(undefined, ["The file"], 1, remark), ...imported.report] }
    : imported;
}
