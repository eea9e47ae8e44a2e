import { type ClockChange, changesOf, offsetOf } from "../../offsets.ts";
import { yearlyRule } from "./yearly.ts";

/** jCal of a component: name, properties, components. */
export type Jcal = [string, unknown[][], Jcal[]];

const first = new Date(0);

/**
 * The VTIMEZONE of an IANA zone: how its clock was in 1970, every change of it until `last`, and for all time the rules that
 * are in force then.
 */
export function vtimezone(zone: string, last: Date): Jcal {
  const offset = offsetOf(first, zone);
  const kinds = new Map<string, { change: ClockChange; moments: string[] }>();
  for (const change of [{ at: first, from: offset, to: offset }, ...changesOf(zone, first, last)]) {
    // On the clock as it was until then.
    const moment = new Date(change.at.getTime() + change.from * 1000).toISOString().slice(0, 19);
    const key = `${change.from} ${change.to}`;
    const known = kinds.get(key) ?? { change, moments: [] };
    known.moments.push(moment);
    kinds.set(key, known);
  }
  const observances = [...kinds.values()].flatMap((kind) => observancesOf(kind, last.getUTCFullYear()));
  return ["vtimezone", [["tzid", {}, "text", zone]], observances];
}

// Readers that support rules only, such as Outlook, are right about future years.
function observancesOf(
  { change, moments }: { change: ClockChange; moments: string[] },
  lastYear: number,
): Jcal[] {
  const yearly = yearlyRule(moments, lastYear);
  const dated = yearly ? yearly.before : moments;
  return [
    ...(dated.length > 0 ? [observance(change, dated[0] as string, dated.map(rdate))] : []),
    ...(yearly ? [observance(change, yearly.first, [["rrule", {}, "recur", yearly.rule]])] : []),
  ];
}

// Each as a property of its own, DTSTART too: common parsers read only the first value of a list.
const rdate = (moment: string): unknown[] => ["rdate", {}, "date-time", moment];

const observance = ({ from, to }: ClockChange, start: string, dates: unknown[][]): Jcal => [
  to > from ? "daylight" : "standard",
  [
    ["dtstart", {}, "date-time", start],
    ["tzoffsetfrom", {}, "utc-offset", written(from)],
    ["tzoffsetto", {}, "utc-offset", written(to)],
    ...dates,
  ],
  [],
];

function written(offset: number): string {
  const minutes = Math.round(Math.abs(offset) / 60);
  const two = (n: number) => String(n).padStart(2, "0");
  return `${offset < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
