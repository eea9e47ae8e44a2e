import { signal } from "@preact/signals";
import type { Parsed } from "../../../../functions/_shared/domain/quick-add/parse.ts";

/** The grammar of quick add, which is a quarter of the client's code and fetched once the field is drawn. */
export const grammar = signal<typeof import("./understand.ts") | null>(null);

/** Fetches the grammar; rejects where it is out of reach. */
export async function fetchGrammar(): Promise<typeof import("./understand.ts")> {
  grammar.value ??= await import("./understand.ts");
  return grammar.value;
}

/** What is shown of a sentence until the grammar is there: its text. */
export const unread = (text: string): Parsed => ({
  spans: [],
  task: {
    ...{ title: text.trim(), notes: "", priority: "medium", tags: [] },
    ...{ due: null, reminders: [], recurrence: null },
  },
});
