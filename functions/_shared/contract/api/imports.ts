import * as z from "zod";
import { Problem } from "../problems.ts";

/** A reason in an import's report by its stable code, with the values in its words: for other languages than English. */
export const ReportReason = z.object({
  code: z.string(),
  get values() {
    return z.array(z.union([z.string(), ReportReason]));
  },
});

/** Something that could not be carried over, or not as it was. */
export const ReportItem = z.object({
  /** Line of the file, from 1, where it is text. */
  line: z.int().optional(),
  what: z.string(),
  reason: z.string(),
  because: ReportReason,
  /** The names in `what`, and how many are not named. */
  names: z.array(z.string()),
  more: z.int(),
});

/** How an import stands, in a list of them. */
export const ImportSummary = z.object({
  import_id: z.uuid(),
  format: z.string(),
  status: z.enum(["running", "finished"]),
  total: z.int(),
  /** Entries that were here before. */
  already: z.int(),
  succeeded: z.int(),
  failed: z.int(),
  created_at: z.iso.datetime(),
});

/** How an import stands, and why entries of it failed. */
export const Import = ImportSummary.extend({
  /** What could not be carried over. */
  report: z.array(ReportItem),
  problems: z.array(Problem),
});

/** An import that was taken. */
export const AcceptedImport = Import.pick({ import_id: true, total: true, already: true, report: true });

export type ReportItem = z.infer<typeof ReportItem>;
export type ImportSummary = z.infer<typeof ImportSummary>;
export type Import = z.infer<typeof Import>;
export type AcceptedImport = z.infer<typeof AcceptedImport>;
