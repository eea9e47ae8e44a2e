import * as z from "zod";
import { Due, Task } from "../../domain/task/task.ts";
import { Actor } from "../envelope.ts";
import { TaskAction } from "../schemas.ts";

/** Tasks that changed after a sequence number, in order of change, removed ones included. */
export const Changes = z.object({
  results: z.array(Task),
  next_cursor: z.int(),
  has_more: z.boolean(),
  /** What was removed for good up to now: sent back with the next cursor, the rest of one walk is read under it. */
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
  /** What the change changed; the fields of a new task are in `task`. */
  changes: z.array(z.object({ field: z.string(), before: z.unknown(), after: z.unknown() })),
});

/** The next occurrences of a rule, and the rule in words. */
export const RecurrencePreview = z.object({
  occurrences: z.array(z.object({ due: Due, at: z.iso.datetime() })),
  words: z.string(),
});

export type Changes = z.infer<typeof Changes>;
export type HistoryEntry = z.infer<typeof HistoryEntry>;
