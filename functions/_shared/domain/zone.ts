// Asking the runtime costs 50 µs, and every task with a zone is checked again at each step of its way.
const knownZones = new Set<string>();

/** Whether this runtime knows the IANA zone; offsets such as `+02:00` are no zones, they know no summer time. */
export function isTimeZone(zone: string): boolean {
  if (knownZones.has(zone)) return true;
  if (!/^[A-Za-z]/.test(zone)) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    if (knownZones.size < 1000) knownZones.add(zone);
    return true;
  } catch {
    return false;
  }
}

/** The name of an IANA zone that this runtime knows, or undefined. */
export const knownZone = (name: string | undefined): string | undefined =>
  name && isTimeZone(name) ? name : undefined;
