import { dueAt, localDate } from "../../../domain/time.ts";
import { because } from "../../reasons.ts";
import { EntryError, type TaskDraft } from "../../types.ts";
import { instantOf } from "./moments.ts";
import { propertyOf, textOf } from "./reader.ts";
import { type Item, type Reading, stampOf } from "./reading.ts";
import { lastDayOf, type Times } from "./times.ts";

/** Whether and when a task was closed. */
export type Closing = Pick<TaskDraft, "status" | "completed_at" | "skipped_at">;

export const overEvents = because("over");

/** The status of an entry. `times` are those of one occurrence. Throws EntryError for an event that was cancelled. */
export function closingOf(item: Item, times: Times, reading: Reading): Closing {
  return item.component.name === "vevent" ? ofEvent(item, times, reading) : ofTodo(item, reading);
}

/** Throws EntryError for an event that was cancelled. */
export function refuseCancelled({ component }: Item): void {
  if (component.name === "vevent" && isCancelled({ component }))
    throw new EntryError(because("cancelled-event"));
}

export const isCancelled = ({ component }: Pick<Item, "component">): boolean =>
  statusOf(component) === "CANCELLED";

const statusOf = (component: Item["component"]) => textOf(component, "status")?.trim().toUpperCase();

function ofTodo(item: Item, reading: Reading): Closing {
  const { component, place } = item;
  const status = statusOf(component);
  const percent = Number(propertyOf(component, "percent-complete")?.values[0] ?? 0);
  if (status === "CANCELLED") {
    reading.report.detail(place, because("cancelled-task"));
    const skipped_at = stampOf(item, "last-modified", reading) ?? reading.context.now.toISOString();
    return { status: "done", skipped_at };
  }
  if (status === "IN-PROCESS") reading.report.detail(place, because("begun"));
  if (status !== "COMPLETED" && percent < 100 && !propertyOf(component, "completed"))
    return { status: "open" };
  const completed_at = stampOf(item, "completed", reading) ?? stampOf(item, "last-modified", reading);
  return { status: "done", completed_at };
}

function ofEvent(item: Item, times: Times, { report, context }: Reading): Closing {
  refuseCancelled(item);
  if (statusOf(item.component) === "TENTATIVE") report.detail(item.place, because("tentative"));
  const end = times.start && endsAt(times, context.zone);
  if (!end || end > context.now) return { status: "open" };
  report.detail(item.place, overEvents);
  return { status: "done", completed_at: end.toISOString() };
}

/** When an event is over: its end, or the end of its last day in the user's zone. */
export function endsAt(times: Times, userZone: string): Date | undefined {
  const { start, end } = times;
  if (!start) return undefined;
  if (!start.time) return dueAt({ date: lastDayOf(times, 1) }, userZone);
  const begins = instantOf(start, userZone);
  const ends = end ? instantOf(end, userZone) : begins;
  return new Date(Math.max(begins.getTime(), ends.getTime()));
}

/** Today for the user. */
export const todayOf = ({ now, zone }: { now: Date; zone: string }): string => localDate(now, zone);
