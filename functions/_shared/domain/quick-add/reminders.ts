import { addDays } from "../days.ts";
import type { Due, Reminder } from "../task/task.ts";
import { instantOf } from "../wall-clock.ts";
import { all, byPlace, type Found, word } from "./match.ts";
import { type Clock, timeIn, timeOf } from "./times.ts";
import type { QuickWords } from "./words.ts";

type GivenReminder = { before: string } | { clock: Clock };

/** Reminders with a time; "remind me" alone may be part of the title. */
export function remindersIn(text: string, words: QuickWords, first: boolean): Found<GivenReminder>[] {
  const { minute, hour, day, week } = words.timeUnits;
  const amount = `(?<n>\\d{1,3}|${words.a})\\s?(?:(?<minute>${minute})|(?<hour>${hour})|(?<day>${day})|(?<week>${week}))`;
  const relative = word(`(?:${words.remind})\\s+${amount}(?:\\s+(?:${words.before}))?`);
  const short = new RegExp(`(?<=^|\\s)\\*${amount}(?=\\s|$)`, "giu");
  const read = ({ groups = {} }: RegExpExecArray): GivenReminder => {
    const n = Number(groups.n) || 1;
    if (groups.week) return { before: `P${n}W` };
    if (groups.day) return { before: `P${n}D` };
    return { before: groups.hour ? `PT${n}H` : `PT${n}M` };
  };
  const whenDue = word(`(?:${words.remind})\\s+(?:${words.whenDue})`);
  const times = timeIn(text, words, first, `(?:${words.remind})\\s+`);
  return byPlace([
    ...all(text, relative, read),
    ...all(text, short, read),
    ...all(text, whenDue, (): GivenReminder => ({ before: "PT0S" })),
    ...times.map(({ value, ...place }) => ({ ...place, value: { clock: value } })),
  ]);
}

/**
 * The task's reminder; none when there is no due time to count from. A time of the clock is the last one before the
 * task is due; of a task that repeats it is kept as so long before, so that it repeats too.
 */
export function reminderOf(
  given: GivenReminder,
  due: Due | null,
  at: { today: string; time: string; zone: string; repeats: boolean },
): Reminder[] {
  // Minutes before a day without a time are none that anyone means.
  if ("before" in given) return due?.time || (due && !/T.*[1-9]/.test(given.before)) ? [given] : [];
  if (due?.time) {
    const minutes = minutesBefore(given.clock, minutesOf(due.time));
    if (at.repeats || minutes === 0) return [{ before: durationOf(minutes) }];
    const instant = instantOf(due, at.zone).getTime() - minutes * 60_000;
    const isPast = instant <= instantOf({ date: at.today, time: at.time }, at.zone).getTime();
    return isPast ? [] : [{ at: new Date(instant).toISOString() }];
  }
  const { time } = timeOf(given.clock);
  if (due && at.repeats) return [{ before: "P0D", time }];
  const date = due?.date ?? (time > at.time ? at.today : addDays(at.today, 1));
  return [{ at: instantOf({ date, time }, at.zone).toISOString() }];
}

/** How long before a time of the day the clock last shows another; a half of the day that was not said may be either. */
function minutesBefore(clock: Clock, due: number): number {
  const said = minutesOf(timeOf(clock).time);
  const halves = clock.exact === "said" || clock.part ? [said] : [said, said + 720];
  return Math.min(...halves.map((one) => (due - one + 2880) % 1440));
}

function durationOf(minutes: number): string {
  if (minutes === 0) return "PT0S";
  return minutes % 60 ? `PT${minutes}M` : `PT${minutes / 60}H`;
}

function minutesOf(time: string): number {
  const [hour = 0, minute = 0] = time.split(":").map(Number);
  return hour * 60 + minute;
}
