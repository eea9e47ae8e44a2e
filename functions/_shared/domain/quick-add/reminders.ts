import { addDays } from "../days.ts";
import type { Due, Reminder } from "../task/task.ts";
import { instantOf } from "../wall-clock.ts";
import { all, byPlace, type Found, word } from "./match.ts";
import { timeIn, timeOf } from "./times.ts";
import type { QuickWords } from "./words.ts";

type GivenReminder = { before: string } | { time: string };

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
    ...times.map(({ value, ...place }) => ({ ...place, value: { time: timeOf(value).time } })),
  ]);
}

/** The task's reminder; undefined when there is no due time to count from. */
export function reminderOf(
  given: GivenReminder,
  due: Due | null,
  at: { today: string; time: string; zone: string },
): Reminder[] {
  if ("before" in given) return due ? [given] : [];
  const date = due?.date ?? (given.time > at.time ? at.today : addDays(at.today, 1));
  return [{ at: instantOf({ date, time: given.time }, at.zone).toISOString() }];
}
