import { decoded } from "../../encoding.ts";

/** A line of a calendar without its folds, and the number of its first line in the file. */
export interface ContentLine {
  content: string;
  line: number;
}

/**
 * The lines of a calendar. RFC 5545, 3.1: one that begins with white space continues the line before; so does one
 * after the soft line break of a value in quoted-printable.
 */
export function* contentLines(text: string): Generator<ContentLine> {
  let content = "";
  let first = 1;
  for (const { physical, line } of physicalLines(text)) {
    const soft = isSoft(content);
    if (soft || /^[ \t]/.test(physical))
      content = (soft ? content.slice(0, -1) : content) + unfolded(physical);
    else {
      if (content.trim()) yield { content, line: first };
      content = physical;
      first = line;
    }
  }
  if (content.trim()) yield { content, line: first };
}

const unfolded = (physical: string): string => physical.replace(/^[ \t]/, "");

function* physicalLines(text: string): Generator<{ physical: string; line: number }> {
  let line = 0;
  // One at a time: an array of all lines is many times the file.
  const ends = /\r\n|\n|\r|$/g;
  for (let from = 0; from < text.length; from = ends.lastIndex) {
    ends.lastIndex = from;
    const end = ends.exec(text);
    line += 1;
    yield { physical: text.slice(from, end?.index), line };
    if (end?.[0] === "") ends.lastIndex = text.length;
  }
}

/** The parameter of a value in quoted-printable; vCalendar 1.0 has it without its name, too. */
const quotedPrintable = /^[A-Za-z0-9-]+(?:;[^:]*)?;(?:ENCODING=)?"?QUOTED-PRINTABLE"?[;:]/i;

const isSoft = (content: string): boolean => content.endsWith("=") && quotedPrintable.test(content);

/** A line whose value was in quoted-printable (vCalendar 1.0) as iCalendar writes it; any other unchanged. */
export function plainLine(content: string): string {
  if (!quotedPrintable.test(content)) return content;
  const colon = content.indexOf(":");
  const params = content.slice(0, colon);
  const charset = /;CHARSET="?([^";]+)/i.exec(params)?.[1];
  const head = params.replace(/;(?:ENCODING=)?"?QUOTED-PRINTABLE"?|;CHARSET=[^;]*/gi, "");
  const value = content.slice(colon + 1).replace(/(?:=[0-9A-Fa-f]{2})+/g, (codes) => textOf(codes, charset));
  return `${head}:${value.replace(/\r\n|\r|\n/g, "\\n")}`;
}

function textOf(codes: string, charset: string | undefined): string {
  return decoded(Buffer.from(codes.replaceAll("=", ""), "hex"), charset).text;
}
