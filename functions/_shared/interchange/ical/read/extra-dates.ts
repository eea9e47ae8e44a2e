import { occurrences } from "../../../domain/recurrence/index.ts";
import { because } from "../../reasons.ts";
import { dateIn, instantOf, type Moment, momentsOf, toDue } from "./moments.ts";
import type { Component } from "./reader.ts";
import { type Item, type Reading, tolerant } from "./reading.ts";
import type { Series } from "./series.ts";
import type { Times } from "./times.ts";

const mostExtraDates = 500;

/** The dates of an entry other than those of its rule. */
export interface ExtraDates {
  dates: Moment[];
  /** Whether its own date is an occurrence: not if it was excluded or changed, and no rule begins with it. */
  own: boolean;
}

/**
 * The dates that RDATE adds to an entry (RFC 5545, 3.8.5.2): a date that is also its start or of its rule
 * counts once; one that EXDATE excludes does not count; a changed one is replaced by its change.
 */
export function extraDates(
  { component, place }: Item,
  overrides: Item[],
  times: Times,
  series: Series | undefined,
  reading: Reading,
): ExtraDates {
  const { context, report } = reading;
  const given = momentsIn(component, "rdate", place, reading);
  if (given.length > mostExtraDates) report.detail(place, because("too-many-dates", mostExtraDates));
  const out = takenOut(component, overrides, place, reading);
  const named = namedBy(series, times, context.zone);
  const own = times.due && toDue(times.due);
  const seen = new Set<number>(own ? [+instantOf(times.due as Moment, context.zone)] : []);
  const dates = given.slice(0, mostExtraDates).filter((moment) => {
    const at = +instantOf(moment, context.zone);
    if (seen.has(at) || out(moment) || named(moment)) return false;
    seen.add(at);
    return true;
  });
  return { dates, own: !times.due || Boolean(series) || given.length === 0 || !out(times.due) };
}

function momentsIn(of: Component, name: string, place: Item["place"], { zones, report }: Reading): Moment[] {
  return of.properties
    .filter((property) => property.name === name)
    .slice(0, mostExtraDates + 1)
    .flatMap(
      (property) => tolerant(place, report, () => momentsOf(property, zones, mostExtraDates + 1)) ?? [],
    )
    .slice(0, mostExtraDates + 1);
}

/** Whether an occurrence was excluded, or changed singly. */
function takenOut(component: Component, overrides: Item[], place: Item["place"], reading: Reading) {
  const zone = reading.context.zone;
  const quiet = { ...reading, report: { ...reading.report, detail: () => undefined } };
  const all = [
    ...momentsIn(component, "exdate", place, quiet),
    ...overrides.flatMap(({ component: each }) => momentsIn(each, "recurrence-id", place, quiet)),
  ];
  const instants = new Set(all.flatMap((moment) => (moment.time ? +instantOf(moment, zone) : [])));
  const days = new Set(all.flatMap(({ date, time }) => (time ? [] : date)));
  return (moment: Moment) =>
    days.has(moment.date) || (moment.time !== undefined && instants.has(+instantOf(moment, zone)));
}

function namedBy(series: Series | undefined, { due: start }: Times, userZone: string) {
  const { recurrence, anchor } = series ?? {};
  if (!recurrence || !anchor || !start) return () => false;
  const zone = anchor.time_zone ?? userZone;
  const rule = { rrule: recurrence.rrule, mode: "schedule" as const, exdates: [], anchor };
  return (moment: Moment) => {
    const date = dateIn(moment, start, userZone);
    const at = +instantOf(moment, userZone);
    const [found] = occurrences(rule, zone, {
      after: new Date(at - (start.time ? 1 : 43_200_000)),
      limit: 1,
    });
    return found?.due.date === date && (!start.time || +found.at === at);
  };
}
