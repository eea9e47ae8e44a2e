/** What is done with one task, which is searched for first. */
export const deeds = ["complete", "reopen", "skip", "delete", "restore", "move"] as const;
export type Deed = (typeof deeds)[number];

/** What a pattern recognises; each language has some for each. */
export type Kind =
  | Deed
  | "create"
  | "remind"
  | "list"
  | "find"
  | "pick"
  | "undo"
  | "summary"
  | "help"
  | "thanks";

/** The days of a list. */
export type Days = "today" | "tomorrow" | "week" | "nextWeek" | "overdue" | "upcoming" | "all";

/** A language of the assistant without a model: what it understands, and what it says. */
export interface Language {
  /** Sentences with named groups: `text`, `query`, `number`, and the names of days and ordinals. The first that fits counts. */
  patterns: readonly (readonly [Kind, RegExp])[];
  /** Words between a task and its new date, as alternatives. */
  to: string;
  /** How a sentence begins that is no task: questions, greetings, and wishes about tasks that exist. */
  noTasks: RegExp;
  says: Sentences;
}

export interface Sentences {
  /** Said once in a conversation. */
  noModel: string;
  help: string;
  thanks: string;
  unknown: string;
  unsure: (text: string) => string;
  /** Formats of `Intl`. */
  locale: string;
  created: (title: string, due: string | undefined) => string;
  list: (days: Days, total: number) => string;
  found: (query: string, total: number) => string;
  nothing: (query: string) => string;
  which: (query: string) => string;
  noneToPick: string;
  done: Record<Exclude<Deed, "move">, (title: string) => string>;
  moved: (title: string, due: string) => string;
  plan: string;
  undone: string;
  nothingToUndo: string;
  summary: (counts: { today: number; overdue: number; upcoming: number; open: number }) => string;
  more: (n: number) => string;
  failed: (reason: string) => string;
}
