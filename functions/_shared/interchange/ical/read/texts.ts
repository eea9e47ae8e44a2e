import { because, type Reason } from "../../reasons.ts";
import type { Place, Report } from "../../report.ts";
import { tagsOf, titleAndNotes } from "../../text.ts";
import type { TaskDraft } from "../../types.ts";
import { type Component, type Property, propertyOf, textOf } from "./reader.ts";

/** The fields of an entry other than its times. */
export type Texts = Pick<TaskDraft, "title" | "notes" | "tags" | "priority">;

/** Title, notes, tags and priority of an entry; `titleOf` finds the entry that is the parent of another. */
export function textsOf(
  of: Component,
  titleOf: (uid: string) => string | undefined,
  place: Place,
  report: Report,
): Texts {
  const notes = [textOf(of, "description"), partOf(of, titleOf, place, report), ...extras(of, place, report)];
  const categories = of.properties.filter(({ name }) => name === "categories");
  const tags = categories.flatMap(({ values }) => values.map(String));
  reportUncarried(of, place, report);
  return {
    ...titleAndNotes({ title: textOf(of, "summary") ?? "", notes }, place, report),
    tags: tagsOf(tags, place, report),
    priority: priorityOf(Number(propertyOf(of, "priority")?.values[0] ?? 0)),
  };
}

/** RFC 5545, 3.8.1.9: 1 to 4 is high, 5 medium, 6 to 9 low, 0 undefined. */
function priorityOf(priority: number): "high" | "medium" | "low" {
  if (priority >= 1 && priority <= 4) return "high";
  return priority >= 6 && priority <= 9 ? "low" : "medium";
}

// Details that people may look up later are put into the notes.
const noted: Record<string, string> = {
  location: "Location",
  contact: "Contact",
  url: "Link",
  attach: "Attachment",
  conference: "Call",
  "x-google-conference": "Call",
  "x-microsoft-skypeteamsmeetingurl": "Call",
  comment: "Comment",
};

/** Limit of these lines: each is searched for in the description. */
const mostNoted = 200;

function extras(of: Component, place: Place, report: Report): string[] {
  const { properties } = of;
  const description = textOf(of, "description") ?? "";
  const found = properties.filter(({ name, type }) => noted[name] && type !== "binary");
  if (found.length > mostNoted) report.detail(place, because("too-many-lines", mostNoted));
  const lines = found.slice(0, mostNoted).flatMap(({ name, values }) => {
    const label = noted[name];
    const value = String(values[0] ?? "").trim();
    return value && !description.includes(value) ? `${label}: ${value}` : [];
  });
  return [[...new Set(lines)].join("\n")];
}

function partOf(
  of: Component,
  titleOf: (uid: string) => string | undefined,
  place: Place,
  report: Report,
): string | undefined {
  const parents = of.properties.filter(
    ({ name, params }) => name === "related-to" && (params.reltype ?? "PARENT").toUpperCase() === "PARENT",
  );
  const titles = parents.flatMap(({ values }) => titleOf(String(values[0])) ?? []);
  if (titles.length < parents.length) report.detail(place, because("parent-missing"));
  if (titles.length === 0) return undefined;
  report.detail(place, because("sub-task"));
  return titles.map((title) => `Part of: ${title}`).join("\n");
}

// Properties that tasks have, and those about the file rather than the entry.
const carried = new Set(
  `summary description categories priority status completed dtstart dtend due duration rrule exrule rdate exdate
   recurrence-id uid created last-modified dtstamp sequence class x-alt-desc x-moz-lastack x-moz-generation x-microsoft-cdo-alldayevent
   x-microsoft-msncalendar-alldayevent x-funambol-allday x-allday`
    .split(/\s+/)
    .concat(Object.keys(noted)),
);
const people = because("participants");
const reasons: Record<string, Reason> = {
  attendee: people,
  organizer: people,
  "x-moz-invited-attendee": people,
  transp: because("transparent"),
  "percent-complete": because("percent-complete"),
  "related-to": because("relation"),
  attach: because("attachment"),
  "x-moz-snooze-time": because("snoozed"),
};

function reportUncarried({ properties, faults }: Component, place: Place, report: Report): void {
  for (const line of faults) report.detail({ ...place, line }, because("line-unreadable"));
  for (const name of new Set(properties.filter(isUncarried).map(({ name }) => name)))
    report.detail(place, reasons[name] ?? because("no-counterpart", name.toUpperCase()));
}

function isUncarried({ name, type, values, params }: Property): boolean {
  if (name === "attach") return type === "binary";
  if (name === "transp") return String(values[0]).toUpperCase() === "TRANSPARENT";
  if (name === "percent-complete") return Number(values[0]) > 0 && Number(values[0]) < 100;
  if (name === "related-to") return (params.reltype ?? "PARENT").toUpperCase() !== "PARENT";
  return !carried.has(name) && !name.startsWith("x-taskwake-");
}
