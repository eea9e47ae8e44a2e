import { fromRrule, onDay, toRrule } from "../../../../functions/_shared/domain/simple-rule.ts";
import type { Due, TaskPatch } from "../../core/types.ts";
import type { Item } from "../../state/memory.ts";

/**
 * The rule that moves with a task's date, for this occurrence and all that follow; undefined if only this occurrence
 * can move: it does not repeat, or a new date leaves the rule as it is.
 */
export function ruleAfter(item: Item, due: Due): TaskPatch["recurrence"] | undefined {
  if (!item.recurrence || !item.due) return undefined;
  const { anchor: _, ...rule } = item.recurrence;
  const newTime = due.time !== item.due.time || due.time_zone !== item.due.time_zone;
  // Counted from completing, the next date does not depend on this one.
  const newDate = due.date !== item.due.date && rule.mode === "schedule";
  if (!newTime && !newDate) return undefined;
  const simple = newDate ? fromRrule(rule.rrule) : undefined;
  const moved = simple && onDay(simple, due.date);
  if (!moved) return newTime ? rule : undefined;
  if (moved === simple) return rule;
  // A rule on other days is another one, which would count anew.
  const count = moved.count && Math.max(1, moved.count - (item.occurrence ?? 1) + 1);
  return { ...rule, rrule: toRrule({ ...moved, ...(count && { count }) }) };
}
