import { because } from "../../reasons.ts";
import { EntryError, type TaskDraft } from "../../types.ts";
import { remindersOf } from "./alarms.ts";
import type { Group } from "./groups.ts";
import { dateIn, instantOf, type Moment, momentOf, momentsOf, toDue } from "./moments.ts";
import { type Property, propertyOf } from "./reader.ts";
import { type Item, type Reading, stampOf, tolerant } from "./reading.ts";
import { type Series, seriesOf } from "./series.ts";
import { closingOf, endsAt, isCancelled, overEvents, refuseCancelled } from "./status.ts";
import { textsOf } from "./texts.ts";
import { begunAt, countedOnStarts, reportTimes, type Times, timesOf } from "./times.ts";

/** Entries of one UID whose changed occurrences are looked at: RFC 5545 has one, and merged files one or two more. */
const mostVersions = 10;
const mostExtraDates = 500;

/** Adds the tasks that a group of entries is: one for a series, one for each occurrence that differs from it. */
export function addGroup(group: Group, reading: Reading): void {
  const { uid, masters, overrides } = group;
  for (const [i, master] of masters.entries()) {
    const own = { ...group, overrides: i < mostVersions ? overrides : [] };
    reading.attempt(master.place, () => addMaster(master, own, reading));
  }
  const [first] = masters;
  if (masters.length > mostVersions && overrides.length > 0)
    reading.report.detail((first as Item).place, because("changed-occurrences", mostVersions));
  const start = first && tolerant(first.place, reading.report, () => timesOf(first, reading).due);
  for (const override of overrides) {
    reading.attempt(override.place, () => addOverride(override, first, start, uid, reading));
  }
}

function addMaster(item: Item, { uid, overrides }: Group, reading: Reading): void {
  refuseCancelled(item);
  const { component, place } = item;
  const times = countedOnStarts(item, timesOf(item, reading), reading);
  reportTimes(item, times, reading);
  const extra = extraDates(item, times, reading);
  const series = repeating(item, overrides, times, reading);
  if (series === "none left") return;
  if (series) {
    const { over, ...recurring } = series;
    reading.add(
      uid,
      { ...draftOf(item, times, true, reading), ...recurring, ...closing(item, times, series, reading) },
      place,
    );
  } else addSingle(uid, item, times, reading);
  for (const moment of extra) {
    reading.report.detail(place, because("extra-dates"));
    addSingle(
      `${uid}/${moment.date}${moment.time ?? ""}`,
      { component, place },
      begunAt(moment, times, reading.context.zone),
      reading,
    );
  }
}

// Occurrences that were all changed one by one stand for themselves.
function repeating(
  item: Item,
  overrides: Item[],
  times: Times,
  reading: Reading,
): Series | "none left" | undefined {
  try {
    return seriesOf(item, overrides, times, reading);
  } catch (error) {
    if (error instanceof EntryError && overrides.length > 0) return "none left";
    throw error;
  }
}

function closing(item: Item, times: Times, { over, due }: Series, reading: Reading) {
  const { context, report } = reading;
  if (item.component.name !== "vevent") return closingOf(item, times, reading);
  if (!over || !due) return closingOf(item, {}, reading);
  report.detail(item.place, overEvents);
  const last = begunAt(
    { date: due.date, ...(due.time && { time: due.time }), ...(due.time_zone && { zone: due.time_zone }) },
    times,
    context.zone,
  );
  return { status: "done" as const, completed_at: endsAt(last, context.zone)?.toISOString() ?? null };
}

function addOverride(
  item: Item,
  master: Item | undefined,
  start: Moment | undefined,
  uid: string,
  reading: Reading,
): void {
  const { zones, context, report } = reading;
  const id = propertyOf(item.component, "recurrence-id") as Property;
  // A cancelled occurrence is an exception date of its series, and has been carried over as one.
  if (master && isCancelled(item)) return;
  if (id.params.range) report.detail(item.place, because("this-and-future"));
  const of = momentOf(id, zones);
  const times = timesOf(item, reading);
  reportTimes(item, times, reading);
  addSingle(`${uid}/${start ? dateIn(of, start, context.zone) : of.date}`, item, times, reading);
}

function addSingle(key: string, item: Item, times: Times, reading: Reading): void {
  const due = times.due ? toDue(times.due) : null;
  reading.add(
    key,
    { ...draftOf(item, times, false, reading), due, ...closingOf(item, times, reading) },
    item.place,
  );
}

function draftOf(item: Item, times: Times, recurring: boolean, reading: Reading): TaskDraft {
  const { zones, context, report, titleOf } = reading;
  const instant = (moment: Moment | undefined) => moment && instantOf(moment, context.zone);
  const timing = {
    start: instant(times.start),
    end: instant(times.end),
    due: instant(times.due),
    recurring,
    wholeDay: times.due?.time === undefined,
    userZone: context.zone,
  };
  return {
    ...textsOf(item.component, titleOf, item.place, report),
    reminders: remindersOf(item.component, timing, zones, item.place, report),
    created_at: stampOf(item, "created", reading),
  };
}

function extraDates(
  { component, place }: Item,
  { due }: Times,
  { zones, context, report }: Reading,
): Moment[] {
  const given = component.properties.filter(({ name }) => name === "rdate").slice(0, mostExtraDates + 1);
  const moments = given.flatMap((rdate) => {
    const values = rdate.values.slice(0, mostExtraDates + 1);
    return tolerant(place, report, () => momentsOf({ ...rdate, values }, zones)) ?? [];
  });
  if (moments.length > mostExtraDates) report.detail(place, because("too-many-dates", mostExtraDates));
  return moments
    .slice(0, mostExtraDates)
    .filter((moment) => !due || +instantOf(moment, context.zone) !== +instantOf(due, context.zone));
}
