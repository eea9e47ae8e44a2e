// Cached, because asking the runtime costs 50 µs and every task with a zone is checked again at each step.
const knownZones = new Set<string>();

// Names of ICU alone: the calendar refuses them, and each means two zones or more.
const notIana =
  /^(?:ACT|AET|AGT|ART|AST|BET|BST|CAT|CNT|CST|CTT|EAT|ECT|IET|IST|JST|MIT|NET|NST|PLT|PNT|PRT|PST|SST|VST)$/i;

/** Whether this runtime knows the IANA zone. Offsets such as `+02:00` are refused, as they have no summer time. */
export function isTimeZone(zone: string): boolean {
  if (knownZones.has(zone)) return true;
  if (!/^[A-Za-z]/.test(zone) || notIana.test(zone)) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    if (knownZones.size < 1000) knownZones.add(zone);
    return true;
  } catch {
    return false;
  }
}

/** The name of an IANA zone if this runtime knows it, else undefined. */
export const knownZone = (name: string | undefined): string | undefined =>
  name && isTimeZone(name) ? name : undefined;
