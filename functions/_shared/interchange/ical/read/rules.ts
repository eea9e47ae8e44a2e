import { checkRule, InvalidRecurrence } from "../../../domain/recurrence/index.ts";
import { parseRule } from "../../../domain/recurrence/parse.ts";
import { clampsMonthEnds } from "../../../domain/recurrence/rule.ts";
import { localDateTime } from "../../../domain/time.ts";
import { because, type Reason } from "../../reasons.ts";
import { dayBefore, daysOfMonths } from "./days.ts";
import type { Moment } from "./moments.ts";

/** A rule as a task's recurrence stores it, with reasons for what was changed. */
export interface CarriedRule {
  rrule: string;
  remark?: Reason;
}

/**
 * The rule of a series that begins at `start`, for a task: the time of day comes from the due date, and UNTIL is
 * the last local date. Throws InvalidRecurrence for a rule that no task can have.
 */
export function carriedRule(raw: string, start: Moment, userZone: string): CarriedRule {
  // Files contain blanks in lists, and UNTIL in the form of ISO 8601.
  const parts = raw
    .replace(/\s+/g, "")
    .toUpperCase()
    .split(";")
    .filter((part) => part && !isSaidByStart(part, start))
    .map((part) => untilDate(part.startsWith("UNTIL=") ? part.replace(/[-:]/g, "") : part, start, userZone));
  // RFC 7529: SKIP=BACKWARD is the behaviour of our rules anyway.
  const clamped = parts.includes("SKIP=BACKWARD");
  const plain = parts.filter((part) => part !== "SKIP=BACKWARD" && part !== "RSCALE=GREGORIAN");
  const rrule = checkRule(plain.join(";"), start.date);
  const skipped = clamped ? undefined : skippedDay(rrule, start);
  return skipped ? { rrule, remark: lastDayInstead } : { rrule };
}

const lastDayInstead = because("last-day-instead");

// BYHOUR=9 is redundant for a start at 09:00; checkRule refuses any other value.
function isSaidByStart(part: string, { time = "00:00" }: Moment): boolean {
  const [, unit, value] = /^BY(HOUR|MINUTE|SECOND)=(\d{1,2})$/.exec(part) ?? [];
  const said = { HOUR: time.slice(0, 2), MINUTE: time.slice(3), SECOND: "00" };
  return unit !== undefined && Number(value) === Number(said[unit as keyof typeof said]);
}

// The last date on which an occurrence, at the time of day of the start, is not after UNTIL.
function untilDate(part: string, start: Moment, userZone: string): string {
  const [, day, clock, utc] = /^UNTIL=(\d{8})T(\d{6})(Z)?$/.exec(part) ?? [];
  if (!day || !clock) return part;
  const written = `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}`;
  const time = `${clock.slice(0, 2)}:${clock.slice(2, 4)}`;
  let local = { date: written, time };
  if (utc && start.time) {
    const at = new Date(`${written}T${time}:${clock.slice(4)}Z`);
    if (Number.isNaN(at.getTime())) return part;
    local = localDateTime(at, start.zone ?? userZone);
  }
  const last = start.time && local.time < start.time ? dayBefore(local.date) : local.date;
  return `UNTIL=${last.replaceAll("-", "")}`;
}

// RFC 5545 skips a month without the day; our rules use its last day.
function skippedDay(rrule: string, { date }: Moment): boolean {
  const rule = parseRule(rrule);
  if (!clampsMonthEnds(rule)) return false;
  const days = rule.byMonthDay ?? [Number(date.slice(8))];
  const months = rule.byMonth ?? (rule.freq === "YEARLY" ? [Number(date.slice(5, 7))] : undefined);
  return days.some((day) => Math.abs(day) > daysOfMonths(months));
}

export { InvalidRecurrence };
