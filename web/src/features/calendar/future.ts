import { openItems } from "../../state/lists.ts";
import { type Item, zone } from "../../state/memory.ts";
import { recurrenceRules } from "../../state/recurrence.ts";

/** A future occurrence of a repeating task. */
export interface Future {
  item: Item;
  date: string;
}

const most = 62;

/** By time, those without one last. */
export const byTime = (a: Item, b: Item): number => {
  const [left, right] = [a.time ?? "~", b.time ?? "~"];
  return left < right ? -1 : left > right ? 1 : 0;
};

/** Occurrences after the open one of each series, between two dates, both included; those of a day by time. */
export function futureOccurrences(from: string, to: string): Future[] {
  const rules = recurrenceRules();
  if (!rules) return [];
  const found = openItems.value.flatMap((item) => {
    const { recurrence, due } = item;
    // In completion mode the next date is not known yet.
    if (!recurrence || !due || recurrence.mode === "completion") return [];
    const start = due.date > from ? due.date : from;
    try {
      const zoneOf = due.time_zone ?? zone.value;
      const after = new Date(Date.parse(`${start}T00:00Z`) - 2 * 864e5);
      return rules
        .occurrences(recurrence, zoneOf, { after, limit: most })
        .filter((one) => one.due.date > due.date && one.due.date >= from && one.due.date <= to)
        .map((one) => ({ item, date: one.due.date }));
    } catch {
      return [];
    }
  });
  return found.sort((a, b) => byTime(a.item, b.item));
}
