import { Temporal } from "temporal-polyfill";

// Cached, because asking costs 50 µs and every task with a zone is checked again at each step.
const knownZones = new Set<string>();

/**
 * Whether the calendar, by which every instant is computed, knows the IANA zone. It refuses names of ICU alone, such as
 * `JST`, each of which means two zones or more. Offsets such as `+02:00` are refused, as they have no summer time.
 */
export function isTimeZone(zone: string): boolean {
  if (knownZones.has(zone)) return true;
  if (!/^[A-Za-z]/.test(zone)) return false;
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone);
    // Dates in mails and clients are written by Intl.
    new Intl.DateTimeFormat("en", { timeZone: zone });
    if (knownZones.size < 1000) knownZones.add(zone);
    return true;
  } catch {
    return false;
  }
}

/** The name of an IANA zone if it is known, else undefined. */
export const knownZone = (name: string | undefined): string | undefined =>
  name && isTimeZone(name) ? name : undefined;
