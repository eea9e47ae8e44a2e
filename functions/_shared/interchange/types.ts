import type { z } from "zod";
import type * as api from "../contract/api/imports.ts";
import type { ImportedTask } from "../domain/task/task.ts";
import { type Reason, wordsOf } from "./reasons.ts";

/** For whom a file is read: the zone of floating times, and the date of "today". */
export interface ImportContext {
  userId: string;
  /** The user's IANA time zone. */
  zone: string;
  now: Date;
  /** Name of the file, where its entries have no identity of their own: it distinguishes two lists with equal entries. */
  source?: string | undefined;
  /** Called between entries with how many were read, and of how many. */
  progress?: ((read: number, of: number) => void) | undefined;
}

/** Formats by media type; the name of a format is part of the identity of its entries. */
export const formats = {
  "text/calendar": "ical",
  "text/csv": "todoist",
  "application/json": "json",
} as const;

/** Limit of entries of one import: more would take minutes, and belong in several files. */
export const mostEntries = 20_000;

/** A task found in a file. `key` is its stable identity there: the same file again gives the same keys. */
export interface ImportEntry {
  key: string;
  task: ImportedTask;
}

/** Something that was not imported or was changed: in words for people, and as a code for clients in other languages. */
export type ReportItem = api.ReportItem & { because: Reason };

export interface Imported {
  entries: ImportEntry[];
  report: ReportItem[];
  /** Errors of ours, for the log; each cost one entry, which is in the report. */
  unforeseen: unknown[];
}

/** A task before its schema has filled in the defaults. */
export type TaskDraft = z.input<typeof ImportedTask>;

/** An entry that cannot be imported, with the reason; the others of its file can. */
export class EntryError extends Error {
  readonly code = "entry-not-importable";
  readonly reason: Reason;

  constructor(reason: Reason) {
    super(wordsOf(reason));
    this.reason = reason;
  }
}

/** Whose tasks are exported, in which zone, and when. */
export interface ExportContext {
  userId: string;
  zone: string;
  now: Date;
}
