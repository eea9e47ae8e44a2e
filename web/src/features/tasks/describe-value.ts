import type { Task } from "../../core/types.ts";
import { dayName, instantName, reminderName } from "../../state/names.ts";
import { ruleInWords } from "../../state/recurrence.ts";
import { formatDate, timeName } from "../../words/dates.ts";
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
    case "recurrence":
      return recurrenceInWords(value as NonNullable<Task["recurrence"]>);
    default:
      if (/_(at|until)$/.test(field)) return instantName(String(value));
      return typeof value === "string" ? value : JSON.stringify(value);
  }
}

/** The rule, from what it counts, and every day that is left out: each of them may be all that a change touches. */
function recurrenceInWords({ rrule, mode, exdates = [] }: NonNullable<Task["recurrence"]>): string {
  const { fromCompletion, without } = words().history;
  const days = exdates.map((date) => formatDate(date, { day: "numeric", month: "short", year: "numeric" }));
  const parts = [mode === "completion" && fromCompletion, days.length > 0 && without(days.join(", "))];
  return [ruleInWords(rrule) ?? rrule, ...parts].filter(Boolean).join("; ");
}
