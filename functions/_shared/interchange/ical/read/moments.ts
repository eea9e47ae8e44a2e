import { dateOf, dayNumber } from "../../../domain/recurrence/calendar.ts";
import { type Due, dueAt, localDateTime } from "../../../domain/time.ts";
import { because } from "../../reasons.ts";
import { EntryError } from "../../types.ts";
import type { Property } from "./reader.ts";

/** A date or date-time of a calendar: local, in `zone`; a time without a zone is that of whoever reads it. */
export interface Moment {
  date: string;
  time?: string;
  zone?: string;
}

/** The time zones of a calendar. */
export interface Zones {
  /** A local time under one of the calendar's TZIDs. */
  place(local: { date: string; time?: string }, tzid: string): Moment;
  /** The zone in which the calendar is kept; the user's when it does not say. */
  home: string;
}

const form = /^(\d{4})-?(\d\d)-?(\d\d)(?:T(\d\d)?:?(\d\d)?:?(\d\d)?:*(Z)?)?$/;

/** The moments a property names (EXDATE and RDATE name several; of a period, its start). Throws EntryError. */
export function momentsOf(property: Property, zones: Zones): Moment[] {
  return property.values.map((value) => {
    const text = String(Array.isArray(value) ? value[0] : value);
    return read(text, property, zones);
  });
}

/** The one moment a property names. Throws EntryError. */
export function momentOf(property: Property, zones: Zones): Moment {
  const [moment] = momentsOf(property, zones);
  if (!moment) throw new EntryError(because("property-empty", property.name.toUpperCase()));
  return moment;
}

function read(text: string, { name, raw, params }: Property, zones: Zones): Moment {
  const [, year, month, day, hour, minute = "00", , utc] = form.exec(text) ?? [];
  const date = `${year}-${month}-${day}`;
  const exists = year && dateOf(dayNumber(date)) === date && Number(hour ?? 0) < 24 && Number(minute) < 60;
  if (!exists) throw new EntryError(because("property-no-date", name.toUpperCase(), raw));
  if (!hour) return { date };
  const local = { date, time: `${hour}:${minute}` };
  if (utc) return { ...local, zone: "UTC" };
  return params.tzid ? zones.place(local, params.tzid) : local;
}

/** The instant of a moment for a user in `userZone`. */
export function instantOf(moment: Moment, userZone: string): Date {
  return dueAt(toDue(moment), userZone);
}

/** The instant a property names, to the second; undefined when it names a mere date. Throws EntryError. */
export function exactInstant(property: Property, zones: Zones, userZone: string): Date | undefined {
  const moment = momentOf(property, zones);
  const seconds = Number(/T\d{4}([0-5]\d)/.exec(property.raw)?.[1] ?? 0);
  return moment.time ? new Date(instantOf(moment, userZone).getTime() + seconds * 1000) : undefined;
}

/** The moment as a task's due date. */
export function toDue({ date, time, zone }: Moment): Due {
  return { date, ...(time && { time }), ...(time && zone && { time_zone: zone }) };
}

/** The local date of a moment for whoever counts in the zone of `reference`, as exception dates do. */
export function dateIn(moment: Moment, reference: Moment, userZone: string): string {
  if (!moment.time || !reference.time) return moment.date;
  return localDateTime(instantOf(moment, userZone), reference.zone ?? userZone).date;
}

/** The moment on the wall clock of another zone. */
export function movedTo(moment: Moment, zone: string, userZone: string): Moment {
  return moment.time ? { ...localDateTime(instantOf(moment, userZone), zone), zone } : moment;
}
