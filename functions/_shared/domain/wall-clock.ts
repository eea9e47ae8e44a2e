import type { Due } from "./time.ts";

/** Local dates and times in a zone, only by Intl: small enough for the first view. The server's result is final. */

/** The time to which reminders of a day without a time are counted, unless the person sets another. */
export const wholeDayTime = "09:00";

const formats = new Map<string, Intl.DateTimeFormat>();

function format(zone: string): Intl.DateTimeFormat {
  let found = formats.get(zone);
  if (!found) {
    found = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
    });
    formats.set(zone, found);
  }
  return found;
}

function fields(instant: Date, zone: string): Record<string, string> {
  return Object.fromEntries(
    format(zone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, value]),
  );
}

/** The wall clock of an instant in a zone. */
export function localOf(instant: Date, zone: string): { date: string; time: string } {
  const { year, month, day, hour, minute } = fields(instant, zone);
  return { date: `${year}-${month}-${day}`, time: `${hour}:${minute}` };
}

/** Milliseconds by which the zone's clock is ahead of UTC at an instant. */
function offset(instant: number, zone: string): number {
  const { year, month, day, hour, minute, second } = fields(new Date(instant), zone);
  const local = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
  );
  return local - Math.floor(instant / 1000) * 1000;
}

/** The instant of a local moment; in a gap of the clock it is later by the gap, of a repeated time it is the first. */
export function instantOf(due: Due, userZone: string): Date {
  const zone = due.time_zone ?? userZone;
  const local = Date.parse(`${due.date}T${due.time ?? "00:00"}:00Z`);
  const [before, after] = [offset(local - 864e5, zone), offset(local + 864e5, zone)];
  const first = local - Math.max(before, after);
  for (const candidate of [first, local - Math.min(before, after)])
    if (candidate + offset(candidate, zone) === local) return new Date(candidate);
  return new Date(local - before);
}
