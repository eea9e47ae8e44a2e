import type { GivenTask } from "../../_shared/domain/task/task.ts";
import type { Sentences } from "./language.ts";

export type Due = NonNullable<GivenTask["due"]>;

/** A row of the tools' lists. */
export interface Row {
  id: number;
  version: number;
  title: string;
  due?: string;
  in_trash?: boolean;
}

/** A local date and time in the person's language. */
export function dueName(due: Due | null | undefined, locale: string): string | undefined {
  if (!due) return undefined;
  const day = new Intl.DateTimeFormat(locale, {
    ...{ weekday: "long", day: "numeric", month: "long", year: "numeric", timeZone: "UTC" },
  }).format(new Date(`${due.date}T00:00:00Z`));
  return due.time ? `${day}, ${due.time}` : day;
}

/** A heading with numbered tasks below. */
export function listed(
  heading: string,
  { tasks, total }: { tasks: Row[]; total: number },
  says: Sentences,
): string {
  const rows = tasks.map(
    ({ title, due }, i) => `${i + 1}. ${title}${due ? ` (${shortDue(due, says.locale)})` : ""}`,
  );
  const more = total > tasks.length ? [says.more(total - tasks.length)] : [];
  return [heading, ...rows, ...more].join("\n");
}

/** The tools name dates as "Fri 3 Oct 2026 09:00 Europe/Berlin"; people read them in their language, without the zone. */
function shortDue(due: string, locale: string): string {
  const [, date = "", time] = /^\w{3} (\d{1,2} \w{3} \d{4})(?: (\d\d:\d\d))?/.exec(due) ?? [];
  const day = new Date(`${date} UTC`);
  if (Number.isNaN(day.getTime())) return due;
  const name = new Intl.DateTimeFormat(locale, {
    ...{ weekday: "short", day: "numeric", month: "short", timeZone: "UTC" },
  }).format(day);
  return time ? `${name}, ${time}` : name;
}
