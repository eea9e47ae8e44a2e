import { because } from "../../reasons.ts";
import { EntryError, type TaskDraft } from "../../types.ts";
import { remindersOf } from "./alarms.ts";
import { extraDates } from "./extra-dates.ts";
import type { Group } from "./groups.ts";
import { dateIn, instantOf, type Moment, momentOf, toDue } from "./moments.ts";
import { isInRange } from "./range.ts";
import { type Property, propertyOf } from "./reader.ts";
import { type Item, type Reading, stampOf, tolerant } from "./reading.ts";
import { type Series, seriesOf } from "./series.ts";
import { closingOf, endsAt, isCancelled, overEvents, refuseCancelled } from "./status.ts";
import { textsOf } from "./texts.ts";
import { begunAt, countedOnStarts, reportTimes, type Times, timesOf } from "./times.ts";

/** Limit of entries of one UID whose changed occurrences are read: RFC 5545 has one, and merged files one or two more. */
const mostVersions = 10;

/** Adds the tasks of a group of entries: one for a series, one for each occurrence that differs from it. */
export function addGroup(group: Group, reading: Reading): void {
  const { uid, masters, overrides } = group;
  for (const [i, master] of masters.entries()) {
    const own = { ...group, overrides: i < mostVersions ? overrides : [] };
    reading.attempt(master.place, () => addMaster(master, own, reading));
  }
  const [first] = masters;
  if (masters.length > mostVersions && overrides.length > 0)
    reading.report.detail((first as Item).place, because("changed-occurrences", mostVersions));
  const quiet = { ...reading, report: { ...reading.report, detail: () => undefined } };
  const start = first && overrides.length > 0 ? timesOf(first, quiet).due : undefined;
  for (const override of overrides) {
    reading.attempt(override.place, () => addOverride(override, first, start, uid, reading));
  }
}

function addMaster(item: Item, { uid, overrides }: Group, reading: Reading): void {
  refuseCancelled(item);
  const { component, place } = item;
  const times = countedOnStarts(item, timesOf(item, reading), reading);
  reportTimes(item, times, reading);
  const series = repeating(item, overrides, times, reading);
  const left = series === "none left" ? undefined : series;
  const extra = extraDates(item, overrides, times, left, reading);
  if (series === "none left" || !extra.own) {
    // Its remaining occurrences are changed ones or extra dates.
    if (extra.dates.length === 0 && overrides.length === 0) throw new EntryError(because("no-occurrences"));
  } else if (series) {
    const { over, ...recurring } = series;
    reading.add(
      uid,
      { ...draftOf(item, times, true, reading), ...recurring, ...closing(item, times, series, reading) },
      place,
    );
  } else addSingle(uid, item, times, reading);
  for (const moment of extra.dates) {
    reading.report.detail(place, because("extra-dates"));
    addSingle(
      `${uid}/${moment.date}${moment.time ?? ""}`,
      { component, place },
      begunAt(moment, times, reading.context.zone),
      reading,
    );
  }
}

// If all occurrences were changed singly, each is a task and no series is left.
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
  // A cancelled occurrence is an exception date of its series, and was imported as one.
  if (master && isCancelled(item)) return;
  if (id.params.range) report.detail(item.place, because("this-and-future"));
  const of = tolerant(item.place, report, () => momentOf(id, zones));
  const times = timesOf(item, reading);
  reportTimes(item, times, reading);
  const date = of && (start ? dateIn(of, start, context.zone) : of.date);
  addSingle(`${uid}/${date ?? id.raw}`, item, times, reading);
}

function addSingle(key: string, item: Item, times: Times, reading: Reading): void {
  const fitting = fittingTimes(times, item, reading);
  const due = fitting.due ? toDue(fitting.due) : null;
  reading.add(
    key,
    { ...draftOf(item, fitting, false, reading), due, ...closingOf(item, fitting, reading) },
    item.place,
  );
}

// A date that no task can have is left out; the task is kept.
function fittingTimes(times: Times, { place }: Item, { report }: Reading): Times {
  if (!times.due || isInRange(times.due.date)) return times;
  report.detail(place, because("date-out-of-range", times.due.date));
  return {};
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
