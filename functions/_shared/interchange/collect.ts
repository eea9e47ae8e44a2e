import { ImportedTask } from "../domain/task/task.ts";
import { distinctKeys } from "./identity.ts";
import { because, type Reason } from "./reasons.ts";
import { openReport, type Place, type Report } from "./report.ts";
import { EntryError, type ImportEntry, type Imported, type TaskDraft } from "./types.ts";

/** Collects the entries of a file and what could not be imported. */
export interface Collection {
  report: Report;
  /** Adds a task; one that does not fit its schema goes to the report instead. */
  add(key: string, task: TaskDraft, place: Place): void;
  /** Runs `work`; an error goes to the report, and the rest of the file is read. */
  attempt(place: Place, work: () => void): void;
  result(): Imported;
}

/** Opens an empty collection. */
export function openCollection(): Collection {
  const report = openReport();
  const entries: ImportEntry[] = [];
  const unforeseen: unknown[] = [];
  const distinct = distinctKeys();
  return {
    report,
    add(key, task, place) {
      const parsed = ImportedTask.safeParse(task);
      if (parsed.success) entries.push({ key: distinct(key), task: parsed.data });
      else
        report.lost(
          place,
          parsed.error.issues.map(faultOf).reduce((one, next) => because("several-faults", one, next)),
        );
    },
    attempt(place, work) {
      try {
        work();
      } catch (error) {
        // An unexpected error in one entry must not lose the others.
        if (!(error instanceof EntryError)) unforeseen.push(error);
        report.lost(place, error instanceof EntryError ? error.reason : because("not-understood"));
      }
    },
    result: () => ({ entries, report: report.items(), unforeseen }),
  };
}

function faultOf({ path, message }: { path: PropertyKey[]; message: string }): Reason {
  return because("not-valid", path.join(".") || "form", message);
}
