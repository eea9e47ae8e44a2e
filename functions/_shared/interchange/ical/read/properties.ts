import ICAL from "ical.js";
import { plainLine } from "./lines.ts";

/** A property with its values unescaped, in the text forms of jCal (RFC 7265): `2026-03-01T09:00:00Z`. */
export interface Property {
  name: string;
  params: Record<string, string | undefined>;
  type: string;
  values: unknown[];
  /** The raw value in the file. */
  raw: string;
  line: number;
}

/** The names that RFC 5545, its updates and vCalendar 1.0 define. */
const registered = new Set(
  `acknowledged action attach attendee begin busytype calendar-address calscale categories class color comment
   completed conference contact created description dtend dtstamp dtstart due duration end exdate exrule freebusy geo
   image last-modified link location location-type method name organizer participant-type percent-complete poll-item-id
   priority prodid proximity rdate recurrence-id refid refresh-interval related-to repeat request-status resource-type
   resources rrule sequence source status structured-data styled-description summary transp trigger tzid tzid-alias-of
   tzname tzoffsetfrom tzoffsetto tzuntil tzurl uid url version
   aalarm dalarm malarm palarm daylight tz dcreated rnum`.split(/\s+/),
);

/**
 * Whether a line begins a property. After a text only a known name, as programs write it, does: other lines belong to
 * a text whose line breaks were not escaped, such as a link or "Note: bring a pen".
 */
export function beginsProperty(content: string, before: Property | undefined): boolean {
  const [, name = "", sign] = /^([A-Za-z0-9-]+)([;:])/.exec(content) ?? [];
  if (!name) return false;
  if (before?.type !== "text" && before?.type !== "unknown") return true;
  if (/^x-/i.test(name)) return true;
  // "Location: Room 5" is how people write, and LOCATION or location how programs do.
  const asWritten = /^[A-Z][a-z]/.test(name) && sign === ":" && /^[^:]*:\s/.test(content);
  return registered.has(name.toLowerCase()) && !asWritten;
}

/** Values that are used although they break the rules of their type: they are read from the raw text of the file. */
const readAsTheyStand =
  /^(?:DTSTART|DTEND|DUE|EXDATE|RDATE|RECURRENCE-ID|RRULE|EXRULE|DURATION|TRIGGER|COMPLETED)$/i;

/** Reads a property; undefined for a line that cannot be read. */
export function readProperty(given: string, line: number): Property | undefined {
  const content = withQuotes(plainLine(given));
  const raw = content.slice(valueAt(content));
  try {
    const [name, params, type, ...values] = ICAL.parse.property(content, ICAL.design.icalendar) as [
      string,
      Record<string, string>,
      string,
      ...unknown[],
    ];
    return { name, params, type, values, raw, line };
  } catch {
    const [name = ""] = /^[A-Za-z0-9-]+/.exec(content) ?? [];
    if (!readAsTheyStand.test(name)) return undefined;
    const tzid = /;TZID="?([^";:]+)/i.exec(content.slice(0, -raw.length))?.[1];
    return {
      name: name.toLowerCase(),
      params: tzid ? { tzid } : {},
      type: "raw",
      values: [raw],
      raw,
      line,
    };
  }
}

// A zone's name with a colon, comma or semicolon that lacks its quotes: the value is the date-time at the end.
const bareZone =
  /^((?:DTSTART|DTEND|DUE|EXDATE|RDATE|RECURRENCE-ID)(?:;[^:;"]+)*?;TZID=)([^"]{1,200}?)((?:;[A-Z-]+=[^:;"]*)*:\s*\d{4}-?\d\d-?\d\d(?:[T,/\s].*)?)$/i;

function withQuotes(content: string): string {
  const [, head, zone, rest] = bareZone.exec(content) ?? [];
  return zone && /[:,]/.test(zone) ? `${head}"${zone}"${rest}` : content;
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
