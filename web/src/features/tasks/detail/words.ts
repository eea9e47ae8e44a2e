import { inLanguage } from "../../../words/index.ts";

const en = {
  history: {
    by: (actor: string) => `by ${actor}`,
    actors: {
      person: "you",
      assistant: "the assistant",
      mcp: "an AI client",
      import: "an import",
      recurrence: "its repetition",
      system: "Taskwake",
    } as Record<string, string>,
    /** A client with a name, by the protocol it uses. */
    viaMcp: (client: string) => `${client} via MCP`,
    actions: {
      created: "Created",
      updated: "Changed",
      completed: "Completed",
      reopened: "Reopened",
      skipped: "Skipped",
      deleted: "Moved to trash",
      restored: "Restored",
      purged: "Deleted forever",
      "occurrence-generated": "Came up again",
    } as Record<string, string>,
    nothing: "nothing",
    fromCompletion: "the next one counts from when it is completed",
    without: (days: string) => `without ${days}`,
    from: "from",
    to: "to",
  },
};

const de: typeof en = {
  history: {
    by: (actor) => `von ${actor}`,
    actors: {
      person: "dir",
      assistant: "der Assistenz",
      mcp: "einem KI-Programm",
      import: "einem Import",
      recurrence: "der Wiederholung",
      system: "Taskwake",
    },
    viaMcp: (client) => `${client} über MCP`,
    actions: {
      created: "Erstellt",
      updated: "Geändert",
      completed: "Erledigt",
      reopened: "Wieder geöffnet",
      skipped: "Übersprungen",
      deleted: "In den Papierkorb gelegt",
      restored: "Wiederhergestellt",
      purged: "Endgültig gelöscht",
      "occurrence-generated": "Wieder an der Reihe",
    },
    nothing: "nichts",
    fromCompletion: "die nächste zählt ab dem Erledigen",
    without: (days) => `ohne ${days}`,
    from: "von",
    to: "zu",
  },
};

/** The texts of this feature, which are loaded with it. */
export const words = () => inLanguage({ en, de });
