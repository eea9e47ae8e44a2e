import { refusal } from "../../../domain/refusal.ts";
import { contentLines } from "./lines.ts";
import { beginsProperty, type Property, readProperty } from "./properties.ts";

export type { Property } from "./properties.ts";

/** A component of a calendar. */
export interface Component {
  name: string;
  line: number;
  properties: Property[];
  components: Component[];
  /** Lines that could not be read. */
  faults: number[];
  /** Its END is missing: the lines after it may be lost. */
  open: boolean;
}

const entryNames = new Set(["vcalendar", "vevent", "vtodo", "vjournal", "vfreebusy", "vtimezone"]);

/** Limit of nesting: an alarm in an entry. */
const deepest = 10;
/** Limit of the lines in memory, where each takes several times its size in the file. */
const mostLines = 200_000;

/** Reads the calendars in a text. A line that cannot be read, or a missing END, loses only its own component.
 * Throws `too-large` for too many lines. */
export function readCalendars(text: string): Component[] {
  const root = component("", 0);
  const stack = [root];
  let count = 0;
  for (const { content, line } of contentLines(text)) {
    count += 1;
    if (count > mostLines) throw refusal("too-large", `A calendar file has at most ${mostLines} lines.`);
    const { edge, name } = edgeOf(content, stack);
    if (edge === "BEGIN") begin(stack, name, line);
    else if (edge === "END") end(stack, name);
    else addProperty(stack.at(-1) as Component, content, line);
  }
  return root.components.filter(({ name }) => name === "vcalendar");
}

// "End: Monday" in a text is not an END.
function edgeOf(content: string, stack: Component[]): { edge?: string; name: string } {
  const [, edge = "", blank, given = ""] = /^(BEGIN|END):(\s*)([A-Za-z0-9-]+)\s*$/i.exec(content) ?? [];
  const name = given.toLowerCase();
  const known = !blank || entryNames.has(name) || stack.some((each) => each.name === name);
  return edge && known ? { edge: edge.toUpperCase(), name } : { name };
}

function begin(stack: Component[], name: string, line: number): void {
  // An entry cannot contain another: the previous one has lost its END.
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

function addProperty(to: Component, content: string, line: number): void {
  const before = to.properties.at(-1);
  if (!beginsProperty(content, before) && before && isText(before)) {
    before.values[0] = `${before.values[0]}\n${unescaped(content)}`;
    return;
  }
  const property = readProperty(content, line);
  if (property) to.properties.push(property);
  else to.faults.push(line);
}

const isText = ({ type }: Property): boolean => type === "text" || type === "unknown";
const unescaped = (text: string): string =>
  text.replace(/\\([nN,;\\])/g, (_, sign: string) => (sign.toLowerCase() === "n" ? "\n" : sign));

/** The first property of this name. */
export function propertyOf(of: Component, name: string): Property | undefined {
  return of.properties.find((property) => property.name === name);
}

/** The text of the first property of this name, if it has any. */
export function textOf(of: Component, name: string): string | undefined {
  const value = propertyOf(of, name)?.values[0];
  return typeof value === "string" && value.trim() !== "" ? value : undefined;
}
