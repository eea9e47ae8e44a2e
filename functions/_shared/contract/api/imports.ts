import * as z from "zod";
import { Problem } from "../problems.ts";

/** A reason in an import's report: a stable code with the values of its sentence, for languages other than English. */
export const ReportReason = z.object({
  code: z.string(),
  get values() {
    return z.array(z.union([z.string(), ReportReason]));
  },
});

/** Something that could not be imported, or only changed. */
export const ReportItem = z.object({
  /** Line of the file, from 1, when the file is text. */
  line: z.int().optional(),
  what: z.string(),
  reason: z.string(),
  because: ReportReason,
  /** The names in `what`, and the number of further ones. */
  names: z.array(z.string()),
  more: z.int(),
});

/** The state of an import, for lists. */
export const ImportSummary = z.object({
  import_id: z.uuid(),
  format: z.string(),
  /** While `reading`, `read` counts entries of about `total`; `problem` says why an import `failed`. */
  status: z.enum(["queued", "reading", "importing", "finished", "failed"]),
  total: z.int(),
  read: z.int(),
  /** Entries that existed before. */
  already: z.int(),
  succeeded: z.int(),
  failed: z.int(),
  /** Why nothing of the file was imported. */
  problem: Problem.nullable(),
  created_at: z.iso.datetime(),
});

/** The state of an import, and why it or entries of it failed. */
export const Import = ImportSummary.extend({
  /** What could not be imported. */
  report: z.array(ReportItem),
  problems: z.array(Problem),
});

/** An import that was accepted; its state is at `Location`. */
export const AcceptedImport = Import.pick({ import_id: true });

export type ReportItem = z.infer<typeof ReportItem>;
export type ImportSummary = z.infer<typeof ImportSummary>;
export type Import = z.infer<typeof Import>;
export type AcceptedImport = z.infer<typeof AcceptedImport>;
