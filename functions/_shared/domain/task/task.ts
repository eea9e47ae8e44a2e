import * as z from "zod";
import { isStorable } from "../text.ts";
import { isTimeZone } from "../zone.ts";
import { type FieldName, type FieldWith, initialValues, priorities, taskLimits } from "./fields.ts";
import { isPosition } from "./position.ts";

/** Text that PostgreSQL can store: no NUL, no half of a surrogate pair. */
export const Text = z.string().refine(isStorable, "has characters that are not text");
/** Local calendar date, `YYYY-MM-DD`, that exists in the calendar, in the years 1900 to 2200. */
export const LocalDate = z.iso
  .date()
  .refine((date) => date >= "1900-01-01" && date <= "2200-12-31", "must be between 1900 and 2200");
/** Local wall-clock time, `HH:MM`. */
export const LocalTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "must be HH:MM");
/** IANA time zone name that this runtime knows, such as `Europe/Berlin`. */
export const TimeZone = z.string().max(64).refine(isTimeZone, "must be an IANA time zone");
/**
 * Instant, RFC 3339 with an offset, in the years 1900 to 2200 of any zone: a day wider than the dates; stored in UTC.
 */
export const Instant = z.iso
  .datetime({ offset: true })
  .refine((text) => isInRange(utc(text)), "must be between 1900 and 2200")
  .overwrite((text) => utc(text) || text);

export const Priority = z.enum(priorities);
export const Status = z.enum(["open", "done"]);
/** A single line: it becomes the subject of e-mails and the title of notifications. */
export const Title = Text.transform((title) => title.replace(/\s+/g, " ").trim()).pipe(
  z.string().min(1).max(taskLimits.title),
);
export const Notes = Text.max(taskLimits.notes);
export const Tag = Text.trim().min(1).max(taskLimits.tag);
export const Tags = z.array(Tag).max(taskLimits.tags).transform(unique);

/** A place among the person's tasks in their own order: a fractional index, or empty for the place by creation. */
export const Position = z
  .string()
  .max(taskLimits.position)
  .refine((text) => text === "" || isPosition(text), "must be a fractional index");

/** When a task is due: a local date, all-day without a time, in the user's zone unless one is given. */
export const Due = z.strictObject({
  date: LocalDate,
  time: LocalTime.optional(),
  time_zone: TimeZone.optional(),
});

/**
 * When to remind: a duration before the task is due (ISO 8601, `PT30M`), or an instant. With a `time` the duration is in
 * days or weeks, and it is at that time of that day.
 */
export const Reminder = z.union([
  z.strictObject({
    before: z
      .string()
      .max(32)
      .regex(
        /^P(?!$)(\d{1,3}W|(\d{1,4}D)?(T(\d{1,5}H)?(\d{1,5}M)?(\d{1,5}S)?)?)$/,
        "must be an ISO 8601 duration",
      ),
  }),
  z.strictObject({
    before: z.string().regex(/^P(\d{1,3}W|\d{1,4}D)$/, "must be in days or weeks, such as P1D"),
    time: LocalTime,
  }),
  z.strictObject({ at: Instant }),
]);
export const Reminders = z.array(Reminder).max(taskLimits.reminders);

/** How a task repeats: an RFC 5545 rule, by the schedule or from completion, without the given local dates. */
export const Recurrence = z.strictObject({
  rrule: z.string().min(6).max(500),
  mode: z.enum(["schedule", "completion"]).default("schedule"),
  exdates: z.array(LocalDate).max(taskLimits.exdates).default([]),
});

/** DTSTART of a series in local wall-clock time: its first due date, even if occurrences are moved. */
const Anchor = Due;

/** What a person sets. `fields.ts` declares the rest of each field. */
const given = {
  title: Title,
  notes: Notes,
  priority: Priority,
  tags: Tags,
  position: Position,
  due: Due.nullable(),
  recurrence: Recurrence.nullable(),
  reminders: Reminders,
} satisfies Record<FieldWith<{ from: "person" }>, z.ZodType>;
/** A task always has these two; null clears any other field. */
const { title, priority, ...clearable } = given;

/** A task as it is stored, published in events and returned by the API. Instants are RFC 3339 in UTC. */
export const Task = z.object({
  id: z.int().positive(),
  title,
  priority,
  status: Status,
  // Events published before a field existed do not contain it.
  ...withInitial({
    ...clearable,
    tags: z.array(z.string()),
    recurrence: Recurrence.extend({ anchor: Anchor }).nullable(),
    reminders: z.array(Reminder),
  }),
  due_at: z.string().nullable(),
  snoozed_until: z.string().nullable(),
  series_id: z.uuid().nullable(),
  occurrence: z.int().positive().nullable(),
  attachments: z.array(z.unknown()),
  version: z.int().positive(),
  seq: z.int().positive(),
  created_at: z.string(),
  updated_at: z.string(),
  completed_at: z.string().nullable(),
  skipped_at: z.string().nullable(),
  deleted_at: z.string().nullable(),
} satisfies Record<FieldName, z.ZodType>);

/** What a person gives to create a task. */
export const NewTask = z.strictObject({ title, ...withInitial({ priority, ...clearable }) });

/** What an import may set in addition to what a person sets. */
export const ImportedTask = NewTask.extend({
  ...withInitial({
    status: Status,
    completed_at: Instant.nullable(),
    skipped_at: Instant.nullable(),
    snoozed_until: Instant.nullable(),
    /** The series of a task imported with its history; the importer derives ids that belong to the user. */
    series_id: z.uuid().nullable(),
    occurrence: z.int32().positive().nullable(),
  }),
  created_at: Instant.nullable().default(null),
  anchor: Anchor.nullable().default(null),
});

/** A merge patch (RFC 7396) of a task: a missing field stays, null clears. */
export const TaskPatch = z
  .strictObject({ title, priority, ...orNull({ ...clearable, snoozed_until: Instant.nullable() }) })
  .partial()
  .refine((patch) => Object.keys(patch).length > 0, "must change something");

export type Task = z.infer<typeof Task>;
export type NewTask = z.infer<typeof NewTask>;
/** A new task with the given fields; the others get their initial value. */
export type GivenTask = Pick<NewTask, "title"> & Partial<NewTask>;
export type ImportedTask = z.infer<typeof ImportedTask>;
export type TaskPatch = z.infer<typeof TaskPatch>;
export type Due = z.infer<typeof Due>;
export type Reminder = z.infer<typeof Reminder>;

type Shape = Partial<Record<FieldName, z.ZodType>>;

/** Schemas that supply the initial value when a field is missing. */
function withInitial<Some extends Shape>(shape: Some) {
  const entries = Object.entries(shape).map(([name, schema]) => [
    name,
    schema.default(initialValues[name as FieldName]),
  ]);
  return Object.fromEntries(entries) as { [Name in keyof Some]: z.ZodDefault<Some[Name] & z.ZodType> };
}

/** Schemas that accept null for the initial value. */
function orNull<Some extends Shape>(shape: Some) {
  const entries = Object.entries(shape).map(([name, schema]) => {
    const initial = initialValues[name as FieldName];
    return [name, initial === null ? schema : schema.nullable().transform((value) => value ?? initial)];
  });
  return Object.fromEntries(entries) as {
    [Name in keyof Some]: z.ZodType<z.output<Some[Name]>, z.input<Some[Name]> | null>;
  };
}

const isInRange = (text: string): boolean => text >= "1899-12-31" && text < "2201-01-02";

function utc(text: string): string {
  const instant = new Date(text);
  return Number.isNaN(instant.getTime()) ? "" : instant.toISOString();
}

/** Tags are one whatever their case; the first spelling stays. */
function unique(tags: string[]): string[] {
  const spellings = new Map<string, string>();
  for (const tag of tags) {
    const folded = tag.normalize().toLowerCase();
    if (!spellings.has(folded)) spellings.set(folded, tag);
  }
  return [...spellings.values()];
}
