import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Plan, Undone } from "../../../../functions/_shared/contract/api/plans.ts";
import { ApiError } from "../../core/api.ts";
import { syncNow } from "../../state/actions.ts";
import { instantName } from "../../state/names.ts";
import { session } from "../../state/session.ts";
import { t } from "../../words/index.ts";
import { whoIs } from "../tasks/who-is.ts";
import { PlanChange } from "./plan-item.tsx";
import { words } from "./words.ts";
import "./plans.css";

/** A plan with its changes before and after, and the buttons that its status allows. */
export function PlanCard({ plan, onPlan }: { plan: Plan; onPlan: (plan: Plan) => void }) {
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState("");
  const status = useRef<HTMLParagraphElement>(null);
  const was = useRef(plan.status);
  // The button that was pressed is gone; what came of it is read next.
  useLayoutEffect(() => {
    if (was.current !== plan.status) status.current?.focus();
    was.current = plan.status;
  }, [plan.status]);
  const send = async (what: "confirm" | "decline" | "undo") => {
    setBusy(true);
    setSaid("");
    try {
      const { body } = await session.request(`/v1/plans/${plan.id}/${what}`, { method: "POST" });
      if (what === "undo") setSaid(undoneWords(body as Undone));
      else onPlan(body as Plan);
      syncNow();
    } catch (error) {
      const closed = error instanceof ApiError && (error.problem as { plan?: Plan }).plan;
      if (closed) onPlan(closed);
      else setSaid(error instanceof ApiError ? error.message : words().offline);
    } finally {
      setBusy(false);
    }
  };
  const { proposed, unfinished, text } = stateOf(plan);
  return (
    <article class="plan" aria-label={t.view.plans} data-status={plan.status}>
      <p class="hint">
        {words().by(whoIs(plan.actor, plan.origin))} ·{" "}
        <time dateTime={plan.created_at}>{instantName(plan.created_at)}</time>
      </p>
      {plan.reason && (
        <blockquote>
          <bdi>{plan.reason}</bdi>
        </blockquote>
      )}
      <ul class="plan-items">
        {plan.items.map((item, index) => (
          <PlanChange key={index} item={item} />
        ))}
      </ul>
      <p ref={status} class="plan-status" role="status" tabIndex={-1}>
        {said || text}
      </p>
      <div class="plan-actions">
        {(proposed || unfinished) && (
          <button type="button" class="button primary" disabled={busy} onClick={() => void send("confirm")}>
            {proposed ? words().confirm(plan.items.length) : words().finish}
          </button>
        )}
        {proposed && (
          <button type="button" class="button" disabled={busy} onClick={() => void send("decline")}>
            {words().decline}
          </button>
        )}
        {plan.status === "confirmed" && !unfinished && (
          <button type="button" class="button" disabled={busy} onClick={() => void send("undo")}>
            {words().undo}
          </button>
        )}
      </div>
    </article>
  );
}

function stateOf({ status, items, expires_at }: Plan) {
  const confirmed = status === "confirmed";
  const unfinished = confirmed && items.some(({ result }) => !result);
  const partly = confirmed && items.some(({ result }) => result?.status === "failed");
  const proposed = status === "proposed";
  const plain = [words().status[status], proposed && words().until(instantName(expires_at))];
  const text = unfinished ? words().unfinished : partly ? words().partly : plain.filter(Boolean).join(" ");
  return { proposed, unfinished, text };
}

function undoneWords({ results }: Undone): string {
  const of = (status: string) => results.filter((each) => each.status === status).length;
  if (of("pending") > 0) return words().pending;
  return [words().undone, of("left") > 0 && words().left(of("left"))].filter(Boolean).join(" ");
}
