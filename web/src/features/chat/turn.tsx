import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Turn, TurnStep } from "../../../../functions/_shared/contract/api/chat.ts";
import type { Plan, Undone } from "../../../../functions/_shared/contract/api/plans.ts";
import { syncNow } from "../../state/actions.ts";
import { find } from "../../state/memory.ts";
import { taskHash } from "../../state/router.ts";
import { session } from "../../state/session.ts";
import { t } from "../../words/index.ts";
import { PlanCard } from "../plans/plan-card.tsx";
import { say, turns } from "./conversation.ts";
import { words } from "./words.ts";

/** A message with its reply: what was done, said and proposed. The reply is text, whatever it contains. */
export function TurnView({ turn }: { turn: Turn }) {
  const { message, reply, state, steps } = turn;
  const plans = [...new Set(steps.flatMap(({ plan_id }) => plan_id ?? []))];
  const isOpen = state === "queued" || state === "running";
  return (
    <article class="turn" data-state={state} aria-busy={isOpen}>
      <h3 class="visually-hidden">{words().you}</h3>
      <p class="turn-message">
        <bdi>{message}</bdi>
      </p>
      <h3 class="visually-hidden">{words().assistant}</h3>
      {steps.length > 0 && <Steps steps={steps} isOpen={isOpen} />}
      {reply && (
        <p class="turn-reply" dir="auto">
          {reply}
        </p>
      )}
      {isOpen && !reply && <p class="turn-wait">{state === "queued" ? words().waiting : words().thinking}</p>}
      <TaskLinks steps={steps} />
      {plans.map((id) => (
        <TurnPlan key={id} id={id} />
      ))}
      {turn.problem && (
        <p class="turn-problem" role="alert">
          {turn.problem.text}
        </p>
      )}
      {state === "stopped" && <p class="hint">{words().stopped}</p>}
      {!isOpen && <TurnActions turn={turn} />}
    </article>
  );
}

function TurnActions({ turn }: { turn: Turn }) {
  const [said, setSaid] = useState("");
  const [isBusy, setBusy] = useState(false);
  const status = useRef<HTMLParagraphElement>(null);
  // The button that was pressed is gone; what came of it is read next.
  useLayoutEffect(() => {
    if (said) status.current?.focus();
  }, [said]);
  const changes = turn.steps.some(({ tool, operation_ids }) => tool !== "undo" && operation_ids.length > 0);
  const undo = async () => {
    setBusy(true);
    try {
      const { body } = await session.request(`/v1/turns/${turn.id}/undo`, { method: "POST" });
      setSaid(undoneWords(body as Undone));
      syncNow();
    } catch (error) {
      setSaid((error as Error).message || words().failed);
    }
    setBusy(false);
  };
  return (
    <div class="turn-actions">
      {changes && !said && (
        <button type="button" class="button small quiet" disabled={isBusy} onClick={() => void undo()}>
          {words().undo}
        </button>
      )}
      {said && (
        <p ref={status} class="hint" role="status" tabIndex={-1}>
          {said}
        </p>
      )}
      {turn.state === "failed" && turn.id === turns.value.at(-1)?.id && (
        <button type="button" class="button small" onClick={() => void say(turn.message)}>
          {words().retry}
        </button>
      )}
    </div>
  );
}

function undoneWords({ results }: Undone): string {
  const of = (status: string) => results.filter((each) => each.status === status).length;
  if (of("pending") > 0) return words().pending;
  return [words().undone, of("left") > 0 && words().left(of("left"))].filter(Boolean).join(" ");
}

/** What each step did; open while it happens, and openable afterwards. */
function Steps({ steps, isOpen }: { steps: TurnStep[]; isOpen: boolean }) {
  return (
    <details class="turn-steps" open={isOpen}>
      <summary>{words().steps(steps.length)}</summary>
      <ol>
        {steps.map((step) => (
          <Step key={step.id} step={step} />
        ))}
      </ol>
    </details>
  );
}

function Step({ step: { tool, state, arguments: args, result } }: { step: TurnStep }) {
  return (
    <li data-state={state}>
      <details>
        <summary>
          {words().tools[tool] ?? tool} <span class="hint">({words().stepStates[state]})</span>
        </summary>
        <h4>{words().arguments}</h4>
        <pre>{JSON.stringify(args, null, 2)}</pre>
        {result && (
          <>
            <h4>{words().result}</h4>
            <pre>{pretty(result)}</pre>
          </>
        )}
      </details>
    </li>
  );
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    // A long result was cut.
    return text;
  }
}

const mostLinks = 12;

/** Links to the tasks that the steps changed, or found. What a reply says about tasks is not trusted to be a link. */
function TaskLinks({ steps }: { steps: TurnStep[] }) {
  // A task that several steps name has one link.
  const ids = [...new Map(steps.flatMap(tasksOf))].slice(0, mostLinks);
  if (ids.length === 0) return null;
  return (
    <ul class="turn-tasks" aria-label={t.view.all}>
      {ids.map(([id, title]) => (
        <li key={id}>
          <a class="chip" href={taskHash(id)}>
            <bdi>{find(id)?.title ?? title}</bdi>
          </a>
        </li>
      ))}
    </ul>
  );
}

type TaskLink = readonly [id: number, title: string];

function tasksOf({ state, result, tool }: TurnStep): TaskLink[] {
  if (state !== "done" || !result || tool === "undo") return [];
  try {
    const { task, tasks = [] } = JSON.parse(result);
    const all: { id?: unknown; title?: unknown }[] = task ? [task] : tasks;
    return all.flatMap(({ id, title }) => (typeof id === "number" ? [[id, String(title)] as const] : []));
  } catch {
    return [];
  }
}

function TurnPlan({ id }: { id: string }) {
  const [plan, setPlan] = useState<Plan>();
  useEffect(() => {
    session.request(`/v1/plans/${id}`).then(
      ({ body }) => setPlan(body as Plan),
      () => undefined,
    );
  }, [id]);
  return plan ? <PlanCard plan={plan} onPlan={setPlan} /> : <a href={`#/plans/${id}`}>{t.view.plans}</a>;
}
