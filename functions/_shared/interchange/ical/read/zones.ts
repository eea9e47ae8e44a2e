import ICAL from "ical.js";
import { WINDOWS_TO_IANA_MAP } from "windows-iana";
import { localDateTime } from "../../../domain/time.ts";
import { knownZone } from "../../../domain/zone.ts";
import { offsetOf } from "../../offsets.ts";
import { because } from "../../reasons.ts";
import type { Report } from "../../report.ts";
import type { ImportContext } from "../../types.ts";
import { atFixedOffset, type Zones } from "./moments.ts";
import { observancesOf, type Room } from "./observances.ts";
import { type Component, textOf } from "./reader.ts";
import { type NamedZone, namedZone } from "./zone-names.ts";

/** What a TZID means: a zone by its name, a definition that fits no zone, or unknown. */
type Resolved = NamedZone | { definition: ICAL.Timezone } | undefined;

/** Limit of definitions in one calendar: real ones have a few. */
const mostDefinitions = 50;
/** Years ahead for which the rules of a definition are expanded. */
const farthest = 30;

/** Opens the zones of a calendar: IANA names, Windows names, or its VTIMEZONE, within the budget `room`. */
export function openZones(calendar: Component, context: ImportContext, report: Report, room: Room): Zones {
  const home = knownZone(textOf(calendar, "x-wr-timezone")) ?? context.zone;
  const definitions = new Map(
    calendar.components
      .filter(({ name }) => name === "vtimezone")
      .map((component) => [textOf(component, "tzid") ?? "", component]),
  );
  const resolved = new Map<string, Resolved>();

  function resolve(tzid: string): Resolved {
    const definition = definitions.get(tzid);
    const place = { what: `Time zone "${tzid}"`, line: definition?.line };
    const name =
      namedZone(tzid, context.now) ??
      namedZone(definition && textOf(definition, "x-lic-location"), context.now);
    // A definition is more exact than an offset.
    if (name && ("zone" in name || !definition)) {
      if ("offset" in name) report.detail(place, because("zone-offset"));
      return name;
    }
    const defined =
      definition && resolved.size < mostDefinitions
        ? timezoneOf(definition, observancesOf(definition, place, report, room), context.now)
        : undefined;
    const alike = defined && sameClock(defined, home, context);
    if (alike) {
      report.detail(place, because("zone-alike", alike));
      return { zone: alike };
    }
    const meaning = defined ? because("zone-defined", home) : because("zone-unknown", home);
    report.detail(place, meaning);
    return defined && { definition: defined };
  }

  return {
    home,
    place(local, tzid) {
      if (!resolved.has(tzid)) resolved.set(tzid, resolve(tzid));
      const found = resolved.get(tzid);
      if (!found) return { ...local, zone: home };
      if ("zone" in found) return { ...local, zone: found.zone };
      if ("offset" in found) return atFixedOffset(local, found.offset, home);
      return { ...localDateTime(instantBy(found.definition, local, context.now), home), zone: home };
    },
  };
}

function timezoneOf(definition: Component, observances: Component[], now: Date): ICAL.Timezone | undefined {
  const parts = observances.map(({ name, properties }) => [name, properties.map(toJcal), []]);
  try {
    const component = new ICAL.Component(["vtimezone", definition.properties.map(toJcal), parts] as never);
    const zone = new ICAL.Timezone({ component, tzid: textOf(definition, "tzid") ?? "" });
    // It reads its parts when first asked.
    return Number.isFinite(zone.utcOffset(timeOf(now))) ? zone : undefined;
  } catch {
    return undefined;
  }
}

const toJcal = ({ name, params, type, values }: Component["properties"][number]) => [
  name,
  params,
  type,
  ...values,
];

const day = 86_400_000;

/** The IANA zone whose clock agrees with a definition throughout the year around now, `home` first. */
function sameClock(
  definition: ICAL.Timezone,
  home: string,
  { zone, now }: ImportContext,
): string | undefined {
  const samples = Array.from({ length: 104 }, (_, week) => new Date(now.getTime() + (week - 52) * 7 * day));
  const wanted = samples.map((at) => utcOffset(definition, at));
  // The zones with Windows names first: of several with one clock, these are the best known.
  const leading = WINDOWS_TO_IANA_MAP.filter(({ territory }) => territory === "001").flatMap(
    ({ iana }) => iana,
  );
  const candidates = [home, zone, ...leading.filter(knownZone), ...Intl.supportedValuesOf("timeZone")];
  return candidates.find((name) => samples.every((at, i) => offsetOf(at, name) === wanted[i]));
}

// Seconds east of UTC at an instant. ical.js answers for local times, so ask with the local time of its own answer.
function utcOffset(definition: ICAL.Timezone, at: Date): number {
  const guess = definition.utcOffset(timeOf(at));
  return definition.utcOffset(timeOf(new Date(at.getTime() + guess * 1000)));
}

function instantBy(
  definition: ICAL.Timezone,
  { date, time = "00:00" }: { date: string; time?: string },
  now: Date,
): Date {
  const local = new Date(`${date}T${time}:00Z`);
  const asked = new Date(local);
  asked.setUTCFullYear(Math.min(local.getUTCFullYear(), now.getUTCFullYear() + farthest));
  return new Date(local.getTime() - definition.utcOffset(timeOf(asked)) * 1000);
}

function timeOf(at: Date): ICAL.Time {
  return ICAL.Time.fromJSDate(at, true);
}
