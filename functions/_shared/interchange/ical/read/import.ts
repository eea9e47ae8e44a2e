import { refusal } from "../../../domain/refusal.ts";
import { openCollection } from "../../collect.ts";
import { because } from "../../reasons.ts";
import type { ImportContext, Imported } from "../../types.ts";
import { addGroup } from "./entries.ts";
import { groupsOf } from "./groups.ts";
import { roomForZones } from "./observances.ts";
import { type Component, readCalendars, textOf } from "./reader.ts";
import { openZones } from "./zones.ts";

/**
 * Reads an iCalendar file (RFC 5545): VTODOs become tasks, and VEVENTs tasks that are due when they begin; a series
 * becomes one task that repeats. Refuses with `invalid` for any other file.
 */
export function importCalendar(text: string, context: ImportContext): Imported {
  const calendars = readCalendars(text.replace(/^\ufeff/, ""));
  if (calendars.length === 0)
    throw refusal("invalid", "This is not an iCalendar file: it has no BEGIN:VCALENDAR.");
  const collection = openCollection();
  const room = roomForZones();
  const of = calendars.reduce((sum, { components }) => sum + components.length, 0);
  let read = 0;
  for (const calendar of calendars) {
    const zones = openZones(calendar, context, collection.report, room);
    const titles = titlesOf(calendar);
    const reading = { ...collection, context, zones, titleOf: (uid: string) => titles.get(uid) };
    for (const group of groupsOf(calendar, collection.report)) {
      context.progress?.(read, of);
      addGroup(group, reading);
      read += group.masters.length + group.overrides.length;
    }
    reportCalendar(calendar, reading.report);
  }
  return collection.result();
}

function titlesOf({ components }: Component): Map<string, string> {
  return new Map(
    components.flatMap((each) => {
      const [uid, title] = [textOf(each, "uid"), textOf(each, "summary")];
      return uid && title ? [[uid, title]] : [];
    }),
  );
}

function reportCalendar(calendar: Component, report: ReturnType<typeof openCollection>["report"]): void {
  const name = textOf(calendar, "x-wr-calname");
  if (name) report.detail({ what: `Calendar "${name}"`, line: calendar.line }, because("calendar-name"));
  if (calendar.open) report.detail({ what: "The end of the file" }, because("calendar-cut"));
}
