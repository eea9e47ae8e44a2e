import type { Task, TaskPatch } from "../domain/task.ts";

/** The patch that gives a task back what another patch takes: the former value of each field it names. */
export function inversePatch(before: Task, patch: TaskPatch): TaskPatch {
  const keys = new Set(Object.keys(patch) as (keyof TaskPatch)[]);
  // Moving a task drops its snooze; taking the move back restores it.
  if (keys.has("due") && before.snoozed_until) keys.add("snoozed_until");
  const inverse: Record<string, unknown> = Object.fromEntries([...keys].map((key) => [key, before[key]]));
  if (before.recurrence && "recurrence" in inverse) {
    const { rrule, mode, exdates } = before.recurrence;
    inverse.recurrence = { rrule, mode, exdates };
  }
  return inverse as TaskPatch;
}
