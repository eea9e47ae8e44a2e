import type { PlanItem } from "../../../../functions/_shared/contract/api/plans.ts";
import { fieldsWith, initialValues } from "../../../../functions/_shared/domain/task/fields.ts";
import { t } from "../../words/index.ts";
import { describeValue } from "../tasks/describe-value.ts";
import { words } from "./words.ts";

type Values = Record<string, unknown>;
const shown = fieldsWith({ history: "shown" });

/** The fields that a change touches: what a person sees of a task before and after. */
function changesOf({ op, before, after, task }: PlanItem) {
  if (op !== "update" && op !== "create") return [];
  const [from, to] = op === "create" ? [initialValues as Values, task as Values] : [before, after as Values];
  return shown
    .filter((field) => field !== "title" || op === "update")
    .map((field) => ({ field, from: (from as Values)?.[field], to: to?.[field] }))
    .filter(({ from, to }) => to !== undefined && JSON.stringify(from) !== JSON.stringify(to));
}

/** One change of a plan, in words. */
export function PlanChange({ item }: { item: PlanItem }) {
  const { op, before, task, result } = item;
  const changes = changesOf(item);
  const due = op !== "create" && op !== "update" ? before?.due : undefined;
  return (
    <li class="plan-item" data-op={op} data-result={result?.status}>
      <p>
        <span class="plan-op">{words().ops[op] ?? op}</span> <bdi>{before?.title ?? task?.title}</bdi>
        {due && <span class="hint"> – {describeValue("due", due)}</span>}
      </p>
      {changes.length > 0 && (
        <ul class="history-changes">
          {changes.map(({ field, from, to }) => (
            <li key={field}>
              {t.field(field)}:{" "}
              {op === "update" && (
                <>
                  <del>{describeValue(field, from)}</del> →{" "}
                </>
              )}
              <ins>{describeValue(field, to)}</ins>
            </li>
          ))}
        </ul>
      )}
      {result?.problem && (
        <p class="plan-problem">
          {words().failed}: {result.problem.title}
        </p>
      )}
    </li>
  );
}
