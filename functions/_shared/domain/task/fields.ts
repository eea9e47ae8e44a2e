/** The most that one task may hold: characters of texts, items of lists. */
export const taskLimits = {
  title: 500,
  notes: 50_000,
  tag: 64,
  tags: 50,
  reminders: 10,
  exdates: 500,
} as const;

/** What is said of a field. Its schema is in `task.ts`; its name is its name in the API, its column and its label. */
interface Field {
  /** Who sets it: a person, a person but only on a task that is there, the rules, or the database. */
  from: "person" | "change" | "rules" | "database";
  /** Its value where none is given, and once it is cleared. Without: it is always given. */
  initial?: unknown;
  /** What the next occurrence of a series has: the same, the initial value, or one of its own that `follow` makes. */
  next: "same" | "initial" | "own";
  /** How its column differs from it: JSON, a timestamp, a number by which a priority sorts. (Default: it does not) */
  stored?: "json" | "instant" | "rank";
  /** Whether an import may bring it. */
  imported?: true;
  /** Whether it is in the table for spreadsheets; in the JSON export every field is. */
  csv?: true;
  /** Whether the history tells of its changes: `shown` in the client too, where it needs a label in each language. */
  history?: "shown" | "told";
}

/** What a person sets, and is carried along everywhere. */
const plain = { from: "person", next: "same", imported: true, csv: true, history: "shown" } as const;

/** The fields of a task, in the order of the API. */
export const fields = {
  id: { from: "database", next: "own", csv: true },
  title: plain,
  notes: { ...plain, initial: "" },
  status: { ...plain, from: "rules", initial: "open", next: "initial" },
  priority: { ...plain, initial: "medium", stored: "rank" },
  tags: { ...plain, initial: [] },
  due: { ...plain, initial: null, next: "own", stored: "json" },
  due_at: { from: "rules", initial: null, next: "own", stored: "instant" },
  recurrence: { ...plain, initial: null, stored: "json" },
  // An instant is of one occurrence; a time before it is due is of each.
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

/** The names of the fields of which all of this is said, such as `{ from: "person" }`. */
export type FieldWith<Said> = {
  [Name in FieldName]: (typeof fields)[Name] extends Said ? Name : never;
}[FieldName];

export const fieldNames = Object.keys(fields) as FieldName[];

/** The fields of which all of this is said, in order. */
export function fieldsWith<const Said extends Partial<Field>>(said: Said): FieldWith<Said>[] {
  const holds = (field: Field) =>
    Object.entries(said).every(([what, value]) => field[what as keyof Field] === value);
  return fieldNames.filter((name) => holds(fields[name])) as FieldWith<Said>[];
}

/** The value of each field that has one where none is given. */
export const initialValues: Readonly<Partial<Record<FieldName, unknown>>> = Object.fromEntries(
  Object.entries<Field>(fields).flatMap(([name, field]) =>
    "initial" in field ? [[name, field.initial]] : [],
  ),
);
