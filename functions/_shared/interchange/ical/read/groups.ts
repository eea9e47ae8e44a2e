import { contentKey } from "../../identity.ts";
import { because, type Reason } from "../../reasons.ts";
import type { Place, Report } from "../../report.ts";
import { quoted } from "../../text.ts";
import { type Component, propertyOf, textOf } from "./reader.ts";
import type { Item } from "./reading.ts";

/** The entries of one identity: a task or series, and its changed occurrences. */
export interface Group {
  uid: string;
  masters: Item[];
  overrides: Item[];
}

const otherKinds: Record<string, Reason> = {
  vjournal: because("journal-entry"),
  vfreebusy: because("free-busy"),
};

/** The entries of a calendar by identity, in the order of the file; other components go to the report. */
export function groupsOf(calendar: Component, report: Report): Group[] {
  const groups = new Map<string, Group>();
  const seen = new Set<string>();
  for (const component of calendar.components) {
    const place = placeOf(component);
    const reason = otherKinds[component.name];
    if (reason) report.detail(place, reason);
    if (component.name !== "vevent" && component.name !== "vtodo") continue;
    if (component.open) {
      report.lost(place, because("entry-cut", component.name.toUpperCase()));
      continue;
    }
    const content = contentOf(component);
    const uid = textOf(component, "uid")?.trim() ?? `content/${content}`;
    const group = groups.get(uid) ?? { uid, masters: [], overrides: [] };
    groups.set(uid, group);
    const side = propertyOf(component, "recurrence-id") ? group.overrides : group.masters;
    // The UID is part of the content.
    if (seen.has(content)) report.detail(place, because("entry-twice"));
    else side.push({ component, place });
    seen.add(content);
  }
  return [...groups.values()];
}

const placeOf = (component: Component): Place => ({
  what: quoted(textOf(component, "summary") ?? ""),
  line: component.line,
});

function contentOf({ name, properties, components }: Component): string {
  const lines = ({ properties }: Pick<Component, "properties">) =>
    properties.flatMap(({ name, raw, params }) => (name === "dtstamp" ? [] : [[name, params, raw]]));
  return contentKey(name, lines({ properties }), components.map(lines));
}
