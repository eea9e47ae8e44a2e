import { findIana } from "windows-iana";
import { knownZone } from "../../../domain/zone.ts";
import { offsetOf } from "../../offsets.ts";

/** A zone by its name: an IANA zone, or a clock that is so many seconds ahead of UTC. */
export type NamedZone = { zone: string } | { offset: number };

/**
 * The zone that a TZID means by its name alone: IANA names, also as the end of a path ("/mozilla.org/…/Europe/Berlin"),
 * names of Windows, and what Exchange and Outlook show people, such as "(UTC-05:00) Eastern Time (US & Canada)".
 */
export function namedZone(tzid: string | undefined, now: Date): NamedZone | undefined {
  if (!tzid) return undefined;
  if (knownZone(tzid)) return { zone: tzid };
  const name = tzid.replace(/^tzone:\/\/Microsoft\//i, "").trim();
  if (/^(?:etc\/)?(?:utc|gmt|z|zulu|coordinated universal time|greenwich mean time)$/i.test(name))
    return { zone: "UTC" };
  const known = byName(name);
  if (known) return { zone: known };
  const offset = offsetIn(name);
  if (offset === undefined) return undefined;
  const place = placesIn(name).find((zone) => hasOffset(zone, offset, now));
  return place ? { zone: place } : { offset };
}

function byName(name: string): string | undefined {
  const parts = name.split("/");
  const tails = [2, 3].map((count) => parts.slice(-count).join("/"));
  return [name, ...findIana(name).map(String), ...tails].find(knownZone);
}

// "UTC+02:00", "GMT +0100 (Standard)", "(GMT-05.00) Eastern Time", "+0530".
function offsetIn(name: string): number | undefined {
  const [, sign, hours, minutes = "0"] =
    /^\(?(?:UTC|GMT)?\s*([+\-−])\s?(\d{1,2})(?:[:.]?([0-5]\d))?(?!\d)/i.exec(name) ?? [];
  if (sign === undefined) return /^\((?:UTC|GMT)\)/i.test(name) ? 0 : undefined;
  const seconds = Number(hours) * 3600 + Number(minutes) * 60;
  return seconds > 14 * 3600 ? undefined : sign === "+" ? seconds : -seconds;
}

/** The zones of the places and countries in a name that Windows shows; the cities among them are those of IANA names. */
function placesIn(name: string): string[] {
  const shown = name.replace(/^\([^)]*\)\s*/, "").trim();
  if (!shown || shown === name) return [];
  const [, region] = /^(.+) Time(?: \(.*\))?$/i.exec(shown) ?? [];
  const windows = region ? findIana(`${region} Standard Time`).map(String) : [];
  const cities = shown.split(/\s*,\s*/).flatMap((city) => zoneOfCity(city) ?? []);
  return [...windows, ...cities].flatMap((zone) => knownZone(zone) ?? []);
}

/** What Windows shows instead of a city if the clock changes. */
const regions: Record<string, string> = {
  alaska: "America/Anchorage",
  "aleutian islands": "America/Adak",
  "baja california": "America/Tijuana",
  greenland: "America/Nuuk",
  haiti: "America/Port-au-Prince",
  "indiana (east)": "America/Indiana/Indianapolis",
  newfoundland: "America/St_Johns",
  "saint pierre and miquelon": "America/Miquelon",
  "turks and caicos": "America/Grand_Turk",
};

let cities: Map<string, string> | undefined;

function zoneOfCity(name: string): string | undefined {
  cities ??= new Map(
    Intl.supportedValuesOf("timeZone").map((zone) => [plain(zone.split("/").at(-1) ?? ""), zone]),
  );
  const key = plain(name);
  return regions[key] ?? cities.get(key.replace(/ islands?$/, ""));
}

const plain = (name: string): string => name.toLowerCase().replaceAll("_", " ");

// Windows shows the offset of winter: in the south that is July.
function hasOffset(zone: string, seconds: number, now: Date): boolean {
  const year = now.getUTCFullYear();
  return [0, 6].some((month) => offsetOf(new Date(Date.UTC(year, month, 1)), zone) === seconds);
}
