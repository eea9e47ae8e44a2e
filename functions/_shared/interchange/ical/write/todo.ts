import type { Reminder, Task } from "../../../domain/task/task.ts";
import { uidOf } from "../../identity.ts";
import { clean } from "../../text.ts";
import { exportedRule } from "../exported-rule.ts";
import { own } from "../own.ts";
import type { Jcal } from "./vtimezone.ts";

type Property = [name: string, params: Record<string, string>, type: string, ...values: unknown[]];

const priorities: Record<Task["priority"], number | undefined> = { high: 1, medium: undefined, low: 9 };

/** The VTODO of a task of a user. A closed one does not repeat: another task continues its series. */
export function todoOf(task: Task, { userId, zone }: { userId: string; zone: string }): Jcal {
  const properties = [
    text("uid", uidOf(userId, task.id)),
    stamp("dtstamp", task.updated_at),
    stamp("created", task.created_at),
    stamp("last-modified", task.updated_at),
    number("sequence", task.version - 1),
    text("summary", task.title),
    text("description", task.notes),
    ...(task.tags.length > 0 ? [["categories", {}, "text", ...task.tags.map(clean)] as Property] : []),
    number("priority", priorities[task.priority]),
    ...statusOf(task),
    ...(repeats(task) ? seriesOf(task, zone) : task.due ? [moment("due", task.due)] : []),
  ];
  return ["vtodo", properties.filter((each) => each !== undefined), alarmsOf(task)];
}

const repeats = ({ status, due, recurrence, occurrence }: Task): boolean =>
  Boolean(status === "open" && due && recurrence && occurrence);

function statusOf({ status, completed_at, skipped_at }: Task): (Property | undefined)[] {
  if (status === "open") return [];
  if (skipped_at) return [text("status", "CANCELLED")];
  return [text("status", "COMPLETED"), stamp("completed", completed_at), number("percent-complete", 100)];
}

function seriesOf({ due, recurrence, occurrence }: Task, zone: string): (Property | undefined)[] {
  if (!due || !recurrence || !occurrence) return [];
  const { rrule, anchor, mode, exdates } = recurrence;
  const exported = exportedRule({ due, recurrence, occurrence }, zone);
  const moved = (["date", "time", "time_zone"] as const).some((part) => anchor[part] !== due[part]);
  return [
    // A rule needs a DTSTART, DUE must be later than it (RFC 5545, 3.8.2.3), and strict readers drop one of the two. So
    // it is due no time after it begins.
    moment("dtstart", due),
    ["duration", {}, "duration", due.time ? "PT0S" : "P0D"],
    ["rrule", {}, "recur", recurOf(exported)],
    ...exdates.map((date) => moment("exdate", { ...due, date })),
    number(own.occurrence, occurrence),
    exported === rrule ? undefined : [own.rule, {}, "unknown", rrule],
    moved ? unknown(moment(own.anchor, anchor)) : undefined,
    mode === "completion" ? text(own.mode, "COMPLETION") : undefined,
  ];
}

function alarmsOf({ reminders, snoozed_until, title, status, due }: Task): Jcal[] {
  const snooze: Reminder[] = snoozed_until && status === "open" ? [{ at: snoozed_until }] : [];
  return [...reminders, ...snooze].map((reminder) => [
    "valarm",
    [text("action", "DISPLAY"), text("description", title), trigger(reminder, due)].filter(
      (each) => each !== undefined,
    ),
    [],
  ]);
}

// In RFC 5545 a task is due at its end.
function trigger(reminder: Reminder, due: Task["due"]): Property | undefined {
  if ("at" in reminder) {
    const [name, , ...rest] = stamp("trigger", reminder.at) as Property;
    return [name, {}, ...rest];
  }
  if ("time" in reminder) return atHour(reminder, due?.time ?? "00:00");
  const before = reminder.before;
  return ["trigger", { related: "END" }, "duration", before === "PT0S" ? before : `-${before}`];
}

/** A reminder at a time of a day, as so many minutes from the time at which the task is due. */
function atHour({ before, time }: { before: string; time: string }, due: string): Property {
  const [, weeks = 0, days = 0] = (/^P(?:(\d+)W|(\d+)D)$/.exec(before) ?? []).map((part) =>
    Number(part ?? 0),
  );
  const minutesOf = (clock: string) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
  const minutes = minutesOf(time) - minutesOf(due) - (weeks * 7 + days) * 1440;
  return ["trigger", { related: "END" }, "duration", `${minutes < 0 ? "-" : ""}PT${Math.abs(minutes)}M`];
}

const text = (name: string, value: string): Property | undefined =>
  value === "" ? undefined : [name, {}, "text", clean(value)];

const number = (name: string, value: number | undefined): Property | undefined =>
  value === undefined ? undefined : [name, {}, "integer", value];

const stamp = (name: string, at: string | null): Property | undefined =>
  at === null ? undefined : [name, {}, "date-time", `${new Date(at).toISOString().slice(0, 19)}Z`];

function moment(name: string, { date, time, time_zone }: NonNullable<Task["due"]>): Property {
  if (!time) return [name, {}, "date", date];
  return [name, time_zone ? { tzid: time_zone } : {}, "date-time", `${date}T${time}:00`];
}

// A property that ical.js does not know is written unchanged.
function unknown([name, params, , value]: Property): Property {
  return [name, params, "unknown", String(value).replace(/[-:]/g, "")];
}

/** The parts of a rule as jCal has them. */
function recurOf(rrule: string): Record<string, string> {
  const parts = rrule.split(";").map((part) => part.split("=") as [string, string]);
  return Object.fromEntries(
    parts.map(([name, value]) => [name.toLowerCase(), name === "UNTIL" ? extended(value) : value]),
  );
}

const extended = (until: string): string =>
  until.replace(/^(\d{4})(\d\d)(\d\d)/, "$1-$2-$3").replace(/T(\d\d)(\d\d)(\d\d)/, "T$1:$2:$3");
