/** Priorities of a task, the highest first. */
export const priorities = ["high", "medium", "low"] as const;

/** The limits of one task: characters of texts, items of lists. */
export const taskLimits = {
  title: 500,
  notes: 50_000,
  tag: 64,
  position: 500,
  tags: 50,
  reminders: 10,
  exdates: 500,
} as const;

/**
 * What is declared of a field. Its schema is in `task.ts`; its name is the same in the API, as its column and for its
 * label.
 */
interface Field {
  /** Who sets it: a person, a person but only on an existing task, the rules, or the database. */
  from: "person" | "change" | "rules" | "database";
  /** Its value when none is given and after it is cleared. Without it, a value is always given. */
  initial?: unknown;
  /** Its value in the next occurrence of a series: the same, the initial value, or one that `follow` computes. */
  next: "same" | "initial" | "own";
  /** How its column stores it: as JSON, a timestamp, or a number that sorts a priority. (Default: unchanged) */
  stored?: "json" | "instant" | "rank";
  /** Whether an import may contain it. */
  imported?: true;
  /** Whether the CSV export contains it; the JSON export contains every field. */
  csv?: true;
  /**
   * Whether the history contains its changes; `shown`: the client shows them too, so it needs a label in each language.
   */
  history?: "shown" | "told";
}

/** A field that a person sets and that is copied everywhere. */
const plain = { from: "person", next: "same", imported: true, csv: true, history: "shown" } as const;

/** The fields of a task, in the order of the API. */
export const fields = {
  id: { from: "database", next: "own", csv: true },
  title: plain,
  notes: { ...plain, initial: "" },
  status: { ...plain, from: "rules", initial: "open", next: "initial" },
  priority: { ...plain, initial: "medium", stored: "rank" },
  tags: { ...plain, initial: [] },
  // Where the person moved it to among their tasks; empty: where it was created.
  position: { from: "person", next: "same", imported: true, initial: "" },
  due: { ...plain, initial: null, next: "own", stored: "json" },
  due_at: { from: "rules", initial: null, next: "own", stored: "instant" },
  recurrence: { ...plain, initial: null, stored: "json" },
  // A reminder at an instant belongs to one occurrence; one before the due time belongs to each.
  reminders: { ...plain, initial: [], next: "own", stored: "json" },
  snoozed_until: {
    from: "change",
    initial: null,
    next: "initial",
    stored: "instant",
    imported: true,
    history: "shown",
  },
  series_id: { from: "rules", initial: null, next: "same", imported: true },
  occurrence: { from: "rules", initial: null, next: "own", imported: true, history: "told" },
  attachments: { from: "rules", initial: [], next: "same", stored: "json", history: "told" },
  version: { from: "database", next: "own" },
  seq: { from: "database", next: "own" },
  created_at: { from: "rules", next: "own", stored: "instant", imported: true, csv: true },
  updated_at: { from: "rules", next: "own", stored: "instant", csv: true },
  completed_at: {
    from: "rules",
    initial: null,
    next: "initial",
    stored: "instant",
    imported: true,
    csv: true,
    history: "told",
  },
  skipped_at: {
    from: "rules",
    initial: null,
    next: "initial",
    stored: "instant",
    imported: true,
    csv: true,
    history: "shown",
  },
  deleted_at: { from: "rules", initial: null, next: "initial", stored: "instant", history: "shown" },
} as const satisfies Record<string, Field>;

export type FieldName = keyof typeof fields;

/** The names of the fields that are declared like this, such as `{ from: "person" }`. */
export type FieldWith<Said> = {
  [Name in FieldName]: (typeof fields)[Name] extends Said ? Name : never;
}[FieldName];

export const fieldNames = Object.keys(fields) as FieldName[];

/** The fields that are declared like this, in order. */
export function fieldsWith<const Said extends Partial<Field>>(said: Said): FieldWith<Said>[] {
  const holds = (field: Field) =>
    Object.entries(said).every(([what, value]) => field[what as keyof Field] === value);
  return fieldNames.filter((name) => holds(fields[name])) as FieldWith<Said>[];
}

/** The initial value of each field that has one. */
export const initialValues: Readonly<Partial<Record<FieldName, unknown>>> = Object.fromEntries(
  Object.entries<Field>(fields).flatMap(([name, field]) =>
    "initial" in field ? [[name, field.initial]] : [],
  ),
);
