import { useEffect, useState } from "preact/hooks";
import type { Plan } from "../../../../functions/_shared/contract/api/plans.ts";
import { ApiError } from "../../core/api.ts";
import { Skeleton } from "../../parts/empty.tsx";
import { route } from "../../state/router.ts";
import { session } from "../../state/session.ts";
import { t } from "../../words/index.ts";
import { PlanCard } from "./plan-card.tsx";
import { words } from "./words.ts";

/** The page of one plan, to which an assistant links. */
export function PlanView() {
  const id = route.value.arg;
  const [plan, setPlan] = useState<Plan | null>(null);
  const [failed, setFailed] = useState("");
  useEffect(() => {
    session.request(`/v1/plans/${encodeURIComponent(id)}`).then(
      ({ body }) => setPlan(body as Plan),
      (error) => setFailed(error instanceof ApiError ? words().missing : words().offline),
    );
  }, [id]);
  return (
    <div class="view">
      <header class="view-head">
        <h1>{t.view.plans}</h1>
      </header>
      {failed && <p class="banner">{failed}</p>}
      {!failed && !plan && <Skeleton />}
      {plan && <PlanCard plan={plan} onPlan={setPlan} />}
    </div>
  );
}
