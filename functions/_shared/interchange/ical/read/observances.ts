import { because } from "../../reasons.ts";
import type { Place, Report } from "../../report.ts";
import { type Component, type Property, propertyOf } from "./reader.ts";

/** Changes of the clock that can still be read in a file: each rule is expanded year by year. */
export interface Room {
  left: number;
}

/** Most rules and single changes of one definition: real ones have two, and their history a dozen more. */
const mostOfOne = 50;
const mostOfFile = 200;
/** Rules are read from here on: Windows begins them all in 1601. A leap year, so that it has every date. */
const firstYear = 1968;

/** Starts the budget for the definitions of one file. */
export function roomForZones(): Room {
  return { left: mostOfFile };
}

/** The changes of the clock of a definition within the budget; the latest matter most. */
export function observancesOf(
  { components }: Component,
  place: Place,
  report: Report,
  room: Room,
): Component[] {
  const readable = components.filter(isPlain).flatMap((each) => sinceFirstYear(each) ?? []);
  if (readable.length < components.length) report.detail(place, because("zone-old-changes", firstYear));
  const latest = readable.sort((one, other) => (startOf(one) < startOf(other) ? 1 : -1));
  let left = Math.min(mostOfOne, room.left);
  const kept = latest.filter((each) => {
    left -= changesIn(each);
    return left >= 0;
  });
  room.left -= kept.reduce((sum, each) => sum + changesIn(each), 0);
  if (kept.length < readable.length) report.detail(place, because("zone-many-changes", mostOfOne));
  return kept;
}

const startOf = (of: Component): string => String(propertyOf(of, "dtstart")?.values[0] ?? "");
const changesIn = ({ properties }: Component): number =>
  Math.max(1, properties.filter(({ name }) => name === "rdate").length);

// Summer time comes once a year; expanding a rule for every second would take forever.
function isPlain({ properties }: Component): boolean {
  return properties.every(({ name, raw }) => {
    if (name !== "rrule") return true;
    const rule = raw.toUpperCase();
    const byDay = /BY(DAY|MONTHDAY)=/.test(rule);
    return rule.split(";").every((part) => plainPart.test(part)) && (!byDay || rule.includes("BYMONTH="));
  });
}

const plainPart =
  /^(FREQ=YEARLY|(UNTIL|COUNT|INTERVAL|WKST)=\w+|BYMONTH=\d+|BYDAY=[+-]?\d*[A-Z]{2}|BYMONTHDAY=-?\d+(,-?\d+){0,6})$/;

// A rule that began long ago begins in the first year, unless it counts from where it began.
function sinceFirstYear(of: Component): Component | undefined {
  const rule = propertyOf(of, "rrule")?.raw.toUpperCase();
  const start = startOf(of);
  if (!rule || Number(start.slice(0, 4)) >= firstYear) return of;
  const until = Number(/UNTIL=(\d{4})/.exec(rule)?.[1] ?? 9999);
  if (until <= firstYear || /COUNT=|INTERVAL=/.test(rule)) return undefined;
  const moved = (property: Property): Property =>
    property.name === "dtstart"
      ? { ...property, values: [start.replace(/^\d{4}/, String(firstYear))] }
      : property;
  return { ...of, properties: of.properties.map(moved) };
}
