import ICAL from "ical.js";
import { refusal } from "../../../domain/refusal.ts";

/** A property with its values unescaped, in the text forms of jCal (RFC 7265): `2026-03-01T09:00:00Z`. */
export interface Property {
  name: string;
  params: Record<string, string | undefined>;
  type: string;
  values: unknown[];
  /** The value as it stands in the file. */
  raw: string;
  line: number;
}

/** A component of a calendar. */
export interface Component {
  name: string;
  line: number;
  properties: Property[];
  components: Component[];
  /** Lines that could not be read. */
  faults: number[];
  /** Its END is missing: what follows it may be lost. */
  open: boolean;
}

const entryNames = new Set(["vcalendar", "vevent", "vtodo", "vjournal", "vfreebusy", "vtimezone"]);

/** No calendar is nested deeper than an alarm in an entry. */
const deepest = 10;
/** Lines that are kept, each several times as large as in the file. */
const mostLines = 200_000;

/** Reads the calendars in a text. A line that cannot be read, or a missing END, costs only what it is part of. Throws `too-large` for too many. */
export function readCalendars(text: string): Component[] {
  const root = component("", 0);
  const stack = [root];
  let count = 0;
  for (const { content, line } of contentLines(text)) {
    count += 1;
    if (count > mostLines) throw refusal("too-large", `A calendar file has at most ${mostLines} lines.`);
    const [, edge, name = ""] = /^(BEGIN|END):\s*([A-Za-z0-9-]+)\s*$/i.exec(content) ?? [];
    if (edge?.toUpperCase() === "BEGIN") begin(stack, name.toLowerCase(), line);
    else if (edge) end(stack, name.toLowerCase());
    else addProperty(stack.at(-1) as Component, content, line);
  }
  return root.components.filter(({ name }) => name === "vcalendar");
}

function begin(stack: Component[], name: string, line: number): void {
  // No entry holds another: the one before has lost its END.
  if (name === "vcalendar") stack.length = 1;
  else if (entryNames.has(name)) while (stack.length > 2) stack.pop();
  if (stack.length > deepest) {
    stack.length = deepest;
    stack[2]?.faults.push(line);
  }
  const begun = component(name, line);
  stack.at(-1)?.components.push(begun);
  stack.push(begun);
}

function end(stack: Component[], name: string): void {
  const at = stack.findLastIndex((each) => each.name === name);
  if (at < 1) return;
  (stack[at] as Component).open = false;
  stack.length = at;
}

const component = (name: string, line: number): Component => ({
  name,
  line,
  properties: [],
  components: [],
  faults: [],
  open: true,
});

// RFC 5545, 3.1: a line that begins with white space goes on with the one before.
function* contentLines(text: string): Generator<{ content: string; line: number }> {
  let content = "";
  let first = 1;
  let line = 0;
  // One at a time: an array of all lines is many times the file.
  const ends = /\r\n|\n|\r|$/g;
  for (let from = 0; from < text.length; from = ends.lastIndex) {
    ends.lastIndex = from;
    const end = ends.exec(text);
    const physical = text.slice(from, end?.index);
    if (end?.[0] === "") ends.lastIndex = text.length;
    line += 1;
    if (/^[ \t]/.test(physical)) content += physical.slice(1);
    else {
      if (content.trim()) yield { content, line: first };
      content = physical;
      first = line;
    }
  }
  if (content.trim()) yield { content, line: first };
}

function addProperty(to: Component, content: string, line: number): void {
  const before = to.properties.at(-1);
  // What begins with no property name goes on with a text whose line break was not escaped.
  if (!/^[A-Za-z0-9-]+[;:]/.test(content) && before?.type === "text") {
    before.values[0] = `${before.values[0]}\n${content}`;
    return;
  }
  try {
    const [name, params, type, ...values] = ICAL.parse.property(content, ICAL.design.icalendar) as [
      string,
      Record<string, string>,
      string,
      ...unknown[],
    ];
    to.properties.push({ name, params, type, values, raw: content.slice(valueAt(content)), line });
  } catch {
    to.faults.push(line);
  }
}

// The value begins after the first colon that is not within a quoted parameter.
function valueAt(content: string): number {
  let quoted = false;
  for (let i = 0; i < content.length; i++) {
    if (content[i] === '"') quoted = !quoted;
    else if (content[i] === ":" && !quoted) return i + 1;
  }
  return content.length;
}

/** The first property of this name. */
export function propertyOf(of: Component, name: string): Property | undefined {
  return of.properties.find((property) => property.name === name);
}

/** The text of the first property of this name, if it has any. */
export function textOf(of: Component, name: string): string | undefined {
  const value = propertyOf(of, name)?.values[0];
  return typeof value === "string" && value.trim() !== "" ? value : undefined;
}
