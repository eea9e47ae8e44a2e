import { openItems } from "../../state/lists.ts";
import { type Item, zone } from "../../state/memory.ts";
import { recurrenceRules } from "../../state/recurrence.ts";

/** A future occurrence of a repeating task. */
export interface Future {
  item: Item;
  date: string;
}

const most = 62;

/** Occurrences after the open one of each series, between two dates, both included. */
export function futureOccurrences(from: string, to: string): Future[] {
  const rules = recurrenceRules();
  if (!rules) return [];
  return openItems.value.flatMap((item) => {
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
}
