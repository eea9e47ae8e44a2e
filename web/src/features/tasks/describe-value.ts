import type { Task } from "../../core/types.ts";
import { dayName, instantName, reminderName } from "../../state/names.ts";
import { ruleInWords } from "../../state/recurrence.ts";
import { timeName } from "../../words/dates.ts";
import { t } from "../../words/index.ts";
import { words } from "./detail/words.ts";

/** A field's value in words, for the history and for conflicts. */
export function describeValue(field: string, value: unknown): string {
  if (value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0))
    return words().history.nothing;
  switch (field) {
    case "due": {
      const { date, time, time_zone } = value as NonNullable<Task["due"]>;
      return [dayName(date), time && timeName(time), time_zone].filter(Boolean).join(", ");
    }
    case "tags":
      return (value as string[]).map((tag) => `#${tag}`).join(" ");
    case "priority":
      return t.priority[value as "high"] ?? String(value);
    case "status":
      return value === "done" ? t.filter.done : t.filter.open;
    case "reminders":
      return (value as Task["reminders"]).map(reminderName).join(", ");
    case "recurrence": {
      const { rrule } = value as { rrule: string };
      return ruleInWords(rrule) ?? rrule;
    }
    default:
      if (/_(at|until)$/.test(field)) return instantName(String(value));
      return typeof value === "string" ? value : JSON.stringify(value);
  }
}
