import { addDays } from "../../../domain/days.ts";
import { type Occurrence, occurrences, type Recurrence } from "../../../domain/recurrence/index.ts";
import { taskLimits } from "../../../domain/task/fields.ts";
import { toInstant } from "../../../domain/time.ts";
import { because } from "../../reasons.ts";
import { EntryError, type TaskDraft } from "../../types.ts";
import { dateIn, instantOf, type Moment, momentsOf, toDue } from "./moments.ts";
import { ownSeries } from "./own-series.ts";
import { inRange, isInRange } from "./range.ts";
import { type Component, propertyOf } from "./reader.ts";
import { type Item, type Reading, tolerant } from "./reading.ts";
import { carriedRule, InvalidRecurrence } from "./rules.ts";
import { todayOf } from "./status.ts";
import { daysOf, type Times } from "./times.ts";

/** A series at the occurrence that is next to do; `over` when there is none and this is its last. */
export interface Series extends Pick<TaskDraft, "due" | "recurrence" | "anchor" | "occurrence"> {
  over: boolean;
}

/** Limit of exception dates that are read; the latest are kept. */
const mostExdatesRead = 5000;

/**
 * The series that an entry is, or undefined for one that does not repeat. Its next occurrence is the first that
 * is not over, of an event, or not closed, of a task. Throws EntryError when no occurrence is left.
 */
export function seriesOf(item: Item, overrides: Item[], times: Times, reading: Reading): Series | undefined {
  const rrule = ruleOf(item, times, reading);
  if (!rrule || !times.due) return undefined;
  const exdates = exdatesOf(item, overrides, times.due, reading);
  const own = ownSeries(item, times.due, exdates, reading);
  if (own) return { ...own, over: false };
  const { zone = reading.context.zone } = times.due;
  const { moved, ...begun } = inRange({ rrule, anchor: toDue(times.due) }, zone);
  const { anchor } = begun;
  if (!isInRange(anchor.date)) return undefined;
  const recurrence: Recurrence = { ...begun, mode: "schedule", exdates };
  // Occurrences before the moved start of a task are not to be done.
  const after = item.component.name === "vevent" || moved ? endedBy(times, reading) : undefined;
  const [next] = occurrences(recurrence, zone, { limit: 1, ...(after && { after }) });
  const found = next ?? lastOccurrence(recurrence, zone, reading.context.now);
  if (!found) throw new EntryError(because("no-occurrences"));
  return {
    due: dueOf(found, times.due),
    recurrence: { rrule: begun.rrule, mode: "schedule", exdates },
    anchor,
    occurrence: found.number,
    over: !next,
  };
}

/** The last occurrence of a series that has none after `now`: by bisection, since there may be thousands. */
function lastOccurrence(recurrence: Recurrence, zone: string, now: Date): Occurrence | undefined {
  let [found] = occurrences(recurrence, zone, { limit: 1 });
  let [low, high] = [found?.at.getTime() ?? 0, now.getTime()];
  while (found && high - low > halfDay) {
    const middle = (low + high) / 2;
    const [later] = occurrences(recurrence, zone, { after: new Date(middle), limit: 1 });
    if (later) [found, low] = [later, Math.max(middle, later.at.getTime())];
    else high = middle;
  }
  return found;
}

// The smallest distance of two occurrences: 24 hours, less one if the clock goes forward.
const halfDay = 43_200_000;

const dueOf = ({ due }: Occurrence, { zone }: Moment) => toDue({ ...due, ...(zone && { zone }) });

// An occurrence that begins at or before this is over.
function endedBy(times: Times, { context }: Reading): Date {
  const { start = times.due as Moment, end } = times;
  if (!start.time)
    return toInstant({ date: addDays(todayOf(context), -daysOf(times)), time: "12:00" }, context.zone);
  const length = end ? Math.max(0, +instantOf(end, context.zone) - +instantOf(start, context.zone)) : 0;
  return new Date(context.now.getTime() - length);
}

function ruleOf({ component, place }: Item, times: Times, { context, report }: Reading): string | undefined {
  const [rule, ...others] = component.properties.filter(({ name }) => name === "rrule");
  if (others.length > 0) report.detail(place, because("several-rules"));
  if (propertyOf(component, "exrule")) report.detail(place, because("rule-of-exceptions"));
  if (!rule) return undefined;
  if (!times.due) {
    report.detail(place, because("repeats-without-date"));
    return undefined;
  }
  try {
    const { rrule, remark } = carriedRule(rule.raw, times.due, context.zone);
    if (remark) report.detail(place, remark);
    return rrule;
  } catch (error) {
    if (!(error instanceof InvalidRecurrence)) throw error;
    report.detail(place, because("repetition-lost", rule.raw, error.message));
    return undefined;
  }
}

function exdatesOf({ component, place }: Item, overrides: Item[], start: Moment, reading: Reading): string[] {
  const { zones, context, report } = reading;
  const dates = (of: Component, name: string) =>
    of.properties
      .filter((property) => property.name === name)
      .slice(0, mostExdatesRead)
      .flatMap((property) => tolerant(place, report, () => momentsOf(property, zones, mostExdatesRead)) ?? [])
      .slice(0, mostExdatesRead)
      .map((moment) => dateIn(moment, start, context.zone));
  const all = [
    ...dates(component, "exdate"),
    ...overrides.flatMap((each) => dates(each.component, "recurrence-id")),
  ];
  const distinct = [...new Set(all)].sort();
  if (distinct.length > taskLimits.exdates)
    report.detail(place, because("too-many-exdates", taskLimits.exdates));
  return distinct.slice(-taskLimits.exdates);
}
