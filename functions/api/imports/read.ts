import { problem } from "../../_shared/contract/problems.ts";
import { importCalendar } from "../../_shared/interchange/ical/read/import.ts";
import { importJson } from "../../_shared/interchange/json/import.ts";
import { because, type Reason } from "../../_shared/interchange/reasons.ts";
import { itemOf } from "../../_shared/interchange/report.ts";
import { importTodoistCsv } from "../../_shared/interchange/todoist/import.ts";
import { type ImportContext, type Imported, mostEntries } from "../../_shared/interchange/types.ts";
import { log, messageOf } from "../../_shared/platform/log.ts";

/** Formats by media type; the name of each is part of the identity of what it brings. */
const formats = { "text/calendar": "ical", "text/csv": "todoist", "application/json": "json" } as const;

export const importTypes = Object.keys(formats);
export type ImportFormat = (typeof formats)[keyof typeof formats];

/**
 * Reads the body of a request as the file that its Content-Type says it is. Throws the problem `invalid` for another
 * type or a file that is not what it says, `too-large` for one with too many entries.
 */
export async function readImport(
  body: unknown,
  contentType: string | undefined,
  context: ImportContext,
): Promise<Imported & { format: ImportFormat }> {
  const format = formats[(contentType ?? "").split(";")[0]?.trim().toLowerCase() as keyof typeof formats];
  if (!format) throw problem("invalid", `Content-Type must be ${importTypes.join(", ")}.`);
  const imported = await readAs(format, body, contentType ?? "", context);
  for (const error of imported.unforeseen) log("error", "entry not understood", { error: messageOf(error) });
  if (imported.entries.length > mostEntries)
    throw problem(
      "too-large",
      `The file has ${imported.entries.length} entries; at most ${mostEntries} are taken at once.`,
    );
  return { ...imported, format };
}

async function readAs(
  format: ImportFormat,
  body: unknown,
  contentType: string,
  context: ImportContext,
): Promise<Imported> {
  if (format === "json") return importJson(body, context);
  if (!Buffer.isBuffer(body)) throw problem("invalid", "The file is empty.");
  const { text, remark } = decoded(body, /charset="?([\w.:-]+)/i.exec(contentType)?.[1]);
  const imported =
    format === "ical" ? await importCalendar(text, context) : await importTodoistCsv(text, context);
  return remark
    ? { ...imported, report: [itemOf(undefined, ["The file"], 1, remark), ...imported.report] }
    : imported;
}

/** The text of a file in the encoding it is said to have, else in UTF-8, else as Windows writes it in the west. */
function decoded(bytes: Buffer, charset = "utf-8"): { text: string; remark?: Reason } {
  try {
    return { text: new TextDecoder(charset, { fatal: true }).decode(bytes) };
  } catch {
    const text = new TextDecoder("windows-1252").decode(bytes);
    return {
      text,
      remark: because("read-as-windows", charset),
    };
  }
}
