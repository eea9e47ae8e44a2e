import type { PlanItem } from "../../../../functions/_shared/contract/api/plans.ts";
import { fieldsWith, initialValues } from "../../../../functions/_shared/domain/task/fields.ts";
import { describeValue } from "../tasks/describe-value.ts";

type Values = Record<string, unknown>;
const shown = fieldsWith({ history: "shown" });

/** A field that a change touches, in words; a new task has nothing before. */
export interface PlanLine {
  field: string;
  from?: string;
  to: string;
}

/** What a person sees of a task before and after a change. */
export function linesOf({ op, before, after, task }: PlanItem): PlanLine[] {
  if (op !== "update" && op !== "create") return [];
  const [from, to] = (op === "create" ? [initialValues, task] : [before, after]) as [Values, Values];
  return shown
    .filter((field) => field !== "title" || op === "update")
    .filter(
      (field) => to?.[field] !== undefined && JSON.stringify(from?.[field]) !== JSON.stringify(to[field]),
    )
    .map((field) => ({
      field,
      ...(op === "update" && { from: describeValue(field, from?.[field]) }),
      to: describeValue(field, to[field]),
    }));
}
