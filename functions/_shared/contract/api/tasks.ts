import * as z from "zod";
import { Due, Task } from "../../domain/task/task.ts";
import { Actor } from "../envelope.ts";
import { Origin } from "../origin.ts";
import { TaskAction } from "../schemas.ts";

/** Tasks that changed after a sequence number, in order of change, including removed ones. */
export const Changes = z.object({
  results: z.array(Task),
  next_cursor: z.int(),
  has_more: z.boolean(),
  /**
   * Up to which change tasks were removed permanently. A client sends it with the next cursor, so that all pages of one
   * walk are read under the same epoch.
   */
  epoch: z.int(),
});

/** A change in the history of a task. */
export const HistoryEntry = z.object({
  action: TaskAction,
  actor: Actor,
  at: z.iso.datetime(),
  task_id: z.int(),
  title: z.string(),
  version: z.int(),
  operation_id: z.uuid().nullable(),
  /** Where the change came from, when an assistant made it. */
  origin: Origin.nullable(),
  /** What the change changed; for a new task its fields are in `task`. */
  changes: z.array(z.object({ field: z.string(), before: z.unknown(), after: z.unknown() })),
});

/** The next occurrences of a rule, and the rule in words. */
export const RecurrencePreview = z.object({
  occurrences: z.array(z.object({ due: Due, at: z.iso.datetime() })),
  words: z.string(),
});

/** How many tasks there are, by the days of the person's zone. */
export const Summary = z.object({
  /** Today's date there. */
  date: z.iso.date(),
  time_zone: z.string(),
  /** Open tasks that were due before today. */
  overdue: z.int(),
  today: z.int(),
  upcoming: z.int(),
  no_date: z.int(),
  /** Since Monday. */
  completed_this_week: z.int(),
});

export type Summary = z.infer<typeof Summary>;
export type Changes = z.infer<typeof Changes>;
export type HistoryEntry = z.infer<typeof HistoryEntry>;
