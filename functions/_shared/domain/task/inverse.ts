import type { Series } from "./rules.ts";
import type { Task, TaskPatch } from "./task.ts";

/**
 * What gives a task back what a patch takes: the former value of each field it names, and with a former rule the
 * series that it counted in.
 */
export function inverseOf(before: Task, patch: TaskPatch): { patch: TaskPatch; series?: Series } {
  const keys = new Set(Object.keys(patch) as (keyof TaskPatch)[]);
  // Moving a task drops its snooze; taking the move back restores it.
  if (keys.has("due") && before.snoozed_until) keys.add("snoozed_until");
  const inverse: Record<string, unknown> = Object.fromEntries([...keys].map((key) => [key, before[key]]));
  if (!keys.has("recurrence")) return { patch: inverse as TaskPatch };
  const { series_id, occurrence } = before;
  const { anchor = null, ...recurrence } = before.recurrence ?? {};
  inverse.recurrence = before.recurrence && recurrence;
  return { patch: inverse as TaskPatch, series: { series_id, occurrence, anchor } };
}
