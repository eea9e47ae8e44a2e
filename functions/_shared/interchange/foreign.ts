import { type Refusal, refusal } from "../domain/refusal.ts";

/** What to do with files of programs that we do not read: how to export a file that we do. */
export const instead = {
  ticktick:
    "This is a backup of TickTick, which is not read here. In TickTick, take the address under Settings, Integrations, Calendar subscription instead; open it in a browser, and import the .ics file that it gives.",
  microsoft:
    "This is a file of Microsoft To Do or Outlook, which is not read here. Open the account in a program that reads its tasks and writes iCalendar, such as Evolution, and save the list as .ics there; or let Todoist import it, and export it from there as CSV.",
  google:
    "This is Google Tasks' file of Takeout, which is not read here. Open the account in a program that reads its tasks and writes iCalendar, such as Evolution, or Thunderbird with the Provider for Google Calendar, and export the list as .ics there.",
  anydo:
    "This is a file of Any.do, which is not read here. Connect Any.do with Google Calendar instead, and export that calendar as .ics; or let Todoist import the tasks, and export them from there as CSV.",
  trello:
    "This is an export of a Trello board, which is not read here. On the board, enable the calendar feed (Power-Up Calendar, Settings, iCalendar feed) instead; open its address, and import the .ics file that it gives: it has the cards with a date.",
  vikunja:
    "This is an export of Vikunja, which is not read here. Open the account by CalDAV in Thunderbird, Tasks.org or the like instead (Settings, CalDAV), and export the list as .ics there.",
} as const;

/** Columns that identify a table, in lower case and in any order. */
const tables: [program: keyof typeof instead, columns: string[]][] = [
  ["ticktick", ["list name", "title", "is check list"]],
  ["ticktick", ["folder name", "list name", "title"]],
  ["microsoft", ["subject", "due date", "reminder on/off"]],
  ["microsoft", ["subject", "date completed", "% complete"]],
  ["microsoft", ["betreff", "fällig am"]],
  ["microsoft", ["task name", "bucket name"]],
  ["microsoft", ["list", "subject", "importance"]],
  ["microsoft", ["title", "list name", "importance"]],
  ["google", ["tasklist", "title", "due"]],
  ["anydo", ["title", "category", "due date", "subtasks"]],
  ["anydo", ["task title", "list"]],
  ["trello", ["card id", "card name"]],
  ["trello", ["card name", "list name", "board name"]],
  ["vikunja", ["title", "project_id", "done"]],
  ["vikunja", ["identifier", "percent_done"]],
];

/** Lines before the names of the columns in some tables. */
const longestPreamble = 3000;

/** Refuses a file and says what to do instead; the client shows it in the person's language by `program`. */
const refused = (program: keyof typeof instead): Refusal => refusal("invalid", instead[program], { program });

/** The refusal of a table of a program that is recognised but not read; undefined for any other. */
export function foreignTable(text: string): Refusal | undefined {
  const lines = text.slice(0, longestPreamble).split(/\r\n|\n|\r/);
  for (const line of lines) {
    const cells = new Set(line.split(/[,;\t]/).map((cell) => cell.replaceAll('"', "").trim().toLowerCase()));
    const found = tables.find(([, columns]) => columns.every((column) => cells.has(column)));
    if (found) return refused(found[0]);
  }
  return undefined;
}

type Json = Record<string, unknown>;

/** The refusal of JSON of a program that is recognised but not read; undefined for any other. */
export function foreignJson(body: unknown): Refusal | undefined {
  const program = programOf(body);
  return program && refused(program);
}

function programOf(body: unknown): keyof typeof instead | undefined {
  const file = recordOf(body);
  const first = recordOf(Array.isArray(body) ? body[0] : undefined);
  if (String(file.kind).startsWith("tasks#")) return "google";
  if (String(file["@odata.context"]).includes("todo") || has(file, "taskLists", "value")) return "microsoft";
  if (has(file, "cards", "lists") || has(file, "idBoard")) return "trello";
  if (has(first, "tasks") && (has(first, "identifier") || has(first, "hex_color") || has(first, "views")))
    return "vikunja";
  if (has(file, "tasks", "categories") || has(file, "models")) return "anydo";
  if (has(file, "syncTaskBean") || has(file, "projectProfiles")) return "ticktick";
  return undefined;
}

const recordOf = (value: unknown): Json =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : {};
const has = (of: Json, ...names: string[]): boolean => names.every((name) => name in of);
