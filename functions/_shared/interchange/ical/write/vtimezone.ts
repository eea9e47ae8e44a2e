import { type ClockChange, changesOf, offsetOf } from "../../offsets.ts";

/** jCal of a component: name, properties, components. */
export type Jcal = [string, unknown[][], Jcal[]];

const first = new Date(0);

/** The VTIMEZONE of an IANA zone: how its clock was in 1970, and every change of it until `last`. */
export function vtimezone(zone: string, last: Date): Jcal {
  const offset = offsetOf(first, zone);
  const observances = new Map<string, Jcal>();
  for (const change of [{ at: first, from: offset, to: offset }, ...changesOf(zone, first, last)])
    observe(observances, change);
  return ["vtimezone", [["tzid", {}, "text", zone]], [...observances.values()]];
}

// Each change as an RDATE of its own, DTSTART too: common parsers read no further than a list's first value.
function observe(all: Map<string, Jcal>, { at, from, to }: ClockChange): void {
  // DTSTART is on the clock as it was until then.
  const local = new Date(at.getTime() + from * 1000).toISOString().slice(0, 19);
  const kind = to > from ? "daylight" : "standard";
  const key = `${kind} ${from} ${to}`;
  const known = all.get(key) ?? [
    kind,
    [
      ["dtstart", {}, "date-time", local],
      ["tzoffsetfrom", {}, "utc-offset", written(from)],
      ["tzoffsetto", {}, "utc-offset", written(to)],
    ],
    [],
  ];
  known[1].push(["rdate", {}, "date-time", local]);
  all.set(key, known);
}

function written(offset: number): string {
  const minutes = Math.round(Math.abs(offset) / 60);
  const two = (n: number) => String(n).padStart(2, "0");
  return `${offset < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
