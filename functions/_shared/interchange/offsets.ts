const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const format =
    formats.get(zone) ??
    new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "longOffset", year: "numeric" });
  formats.set(zone, format);
  return format;
}

/** Seconds that the clock of an IANA zone is ahead of UTC at an instant. Intl, as thousands are asked for at once. */
export function offsetOf(at: Date, zone: string): number {
  const [, sign, hours = 0, minutes = 0, seconds = 0] =
    /GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(formatOf(zone).format(at)) ?? [];
  return (sign === "-" ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds));
}

/** A change of a zone's clock. */
export interface ClockChange {
  at: Date;
  /** Seconds ahead of UTC before and after. */
  from: number;
  to: number;
}

// Two changes are never closer than this: Morocco's pause of summer time lasts a month.
const step = 10 * 86_400_000;

/** The changes of a zone's clock between two instants, in order. */
export function changesOf(zone: string, first: Date, last: Date): ClockChange[] {
  const changes: ClockChange[] = [];
  let from = offsetOf(first, zone);
  for (let low = first.getTime(); low < last.getTime(); low += step) {
    const to = offsetOf(new Date(low + step), zone);
    if (to === from) continue;
    changes.push({ at: momentOfChange(zone, low, low + step, from), from, to });
    from = to;
  }
  return changes;
}

function momentOfChange(zone: string, low: number, high: number, before: number): Date {
  let [early, late] = [low / 1000, high / 1000];
  while (late - early > 1) {
    const middle = Math.floor((early + late) / 2);
    if (offsetOf(new Date(middle * 1000), zone) === before) early = middle;
    else late = middle;
  }
  return new Date(late * 1000);
}
