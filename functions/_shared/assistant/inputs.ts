import * as z from "zod";
import {
  Due,
  LocalDate,
  Notes,
  Priority,
  Recurrence,
  Reminders,
  Tag,
  Tags,
  Text,
  Title,
} from "../domain/task/task.ts";

/** Parts of the tools' inputs. Unknown keys are refused: a misspelt filter must not return or change everything. */

/** A task by its id; the list and search tools return ids. */
export const taskId = z.int().positive();
/** The version that a change is based on, as returned with the task. */
export const version = z.int().positive().describe("as last read");
export const idempotencyKey = z
  .string()
  .regex(/^[!-~]{1,200}$/, "at most 200 printable ASCII characters without spaces")
  .optional()
  .describe("makes a retry safe");

/** A change of one task. */
export const onTask = { task_id: taskId, version, idempotency_key: idempotencyKey };

const nonEmpty = <Item extends z.ZodType>(item: Item, most: number) => z.array(item).min(1).max(most);

/** Filters of lists. */
export const filters = {
  priority: nonEmpty(Priority, 3).optional(),
  tags: nonEmpty(Tag, 20).optional().describe("all of them"),
  due_from: LocalDate.optional(),
  due_to: LocalDate.optional().describe("inclusive"),
};

export const paging = {
  cursor: z.string().min(1).max(4000).optional().describe("next_cursor of the page before"),
  limit: z.int().min(1).max(200).default(50),
};

export const query = Text.trim().min(1).max(200);
export const due = Due.describe("local; time HH:MM, all day without it");
export const recurrence = Recurrence.describe("RFC 5545, such as FREQ=WEEKLY;BYDAY=MO");

/** What a person sets on a task, except when it is due and how it repeats. */
export const plain = {
  title: Title,
  notes: Notes,
  priority: Priority,
  tags: Tags,
  reminders: Reminders.describe("each {before: PT30M}, {before: P1D, time: HH:MM} or {at: instant}"),
};

/** A change that changes nothing is refused. */
export const changing = <Input extends z.ZodObject>(input: Input): Input =>
  input.refine(
    (args) => Object.keys(args).some((key) => !(key in onTask) && args[key] !== undefined),
    "must change something",
  );
