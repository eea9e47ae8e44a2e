import type { PlanItem } from "../../../../functions/_shared/contract/api/plans.ts";
import { t } from "../../words/index.ts";
import { describeValue } from "../tasks/describe-value.ts";
import { linesOf } from "./plan-lines.ts";
import { words } from "./words.ts";

/** One change of a plan, in words. */
export function PlanChange({ item }: { item: PlanItem }) {
  const { op, before, task, result } = item;
  const lines = linesOf(item);
  const due = op !== "create" && op !== "update" ? before?.due : undefined;
  return (
    <li class="plan-item" data-op={op} data-result={result?.status}>
      <p>
        <span class="plan-op">{words().ops[op] ?? op}</span> <bdi>{before?.title ?? task?.title}</bdi>
        {due && <span class="hint"> – {describeValue("due", due)}</span>}
      </p>
      {lines.length > 0 && (
        <ul class="history-changes">
          {lines.map(({ field, from, to }) => (
            <li key={field}>
              {t.field(field)}:{" "}
              {from !== undefined && (
                <>
                  <del>{from}</del> →{" "}
                </>
              )}
              <ins>{to}</ins>
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
