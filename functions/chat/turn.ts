import { setTimeout as sleep } from "node:timers/promises";
import { tools } from "../_shared/assistant/index.ts";
import { storableIn } from "../_shared/domain/text.ts";
import type { Deps } from "../_shared/platform/deps.ts";
import { log, messageOf } from "../_shared/platform/log.ts";
import { type State, StateConflict } from "../_shared/platform/state.ts";
import {
  type Claimed,
  type End,
  endTurn,
  failTurn,
  releaseTurn,
  renewTurn,
  tokensToday,
  turnExists,
  useTokens,
} from "../_shared/store/chat/turns.ts";
import type { Answer, Assistant, Question } from "./assistant.ts";
import type { Budget } from "./budget.ts";
import { execute, failed, groupsOf, openApi, resolved, wait } from "./call.ts";
import { ModelFailure } from "./failure.ts";
import { remember } from "./history.ts";
import { type CallResult, type OpenJournal, openJournal, removeJournal, type Step } from "./journal.ts";
import { callId, openProgress, type Watched } from "./progress.ts";
import { openTeller } from "./teller.ts";
import { sentence } from "./words.ts";

export interface TurnDeps extends Deps<Budget> {
  state: State;
  assistant: Assistant;
}

/** Reasons for which the work on a turn is broken off. */
const lost = new Error("another process owns the turn");
const stopped = new Error("the person stopped the turn");
const draining = new Error("this process ends");

/** Milliseconds between two renewals of the claim; each saves the progress and looks whether to stop. */
const renewEvery = 1000;
/** Milliseconds that an answer of the model may still take when the process is told to end. */
const patience = 8000;
/** Seconds before each repetition of a question, unless the endpoint says how long to wait. */
const pauses = [1, 2, 4];
/** Longest Retry-After that is waited for, in seconds. */
const longestPause = 30;
/** Calls that cannot be executed at all, after which a turn fails. */
const mostFaults = 3;
/** Attempts after which a turn is given up: each ended with its process, or found a store away. */
const mostAttempts = 30;
/** Seconds after which a turn is tried again that could not go on. */
const retryAfter = 5;
/** Share of its time after which a turn may call no more tools, so that it can still say what was done. */
const timeForTools = 0.75;

/** A turn that is worked on. */
interface Run {
  deps: TurnDeps;
  turn: Claimed;
  journal: OpenJournal;
  progress: Watched;
  /** Milliseconds that the turn has worked, over all attempts. */
  spent: () => number;
  /** Aborts with the reason for which the work is broken off at once. */
  signal: AbortSignal;
  /** The process is told to end: the present step is the last one. */
  ending: AbortSignal;
}

/**
 * Works on a claimed turn until it has ended, or `ending` tells the process to end. Every answer of the model is in the
 * journal before anything is done by it, and calls have keys: a process that continues after a kill asks and does nothing
 * twice.
 */
export async function runTurn(deps: TurnDeps, turn: Claimed, ending: AbortSignal): Promise<void> {
  const work = new AbortController();
  const drain = () => void sleep(patience, undefined, { ref: false }).then(() => work.abort(draining));
  if (ending.aborted) drain();
  else ending.addEventListener("abort", drain, { once: true });
  try {
    await owned(deps, turn, work, ending);
  } catch (error) {
    if (error === lost || error instanceof StateConflict) return leave(deps, turn).catch(() => undefined);
    if (error !== draining) log("error", "turn broke off", { turn: turn.id, error: messageOf(error) });
    await releaseTurn(deps.db, turn, error === draining ? 0 : retryAfter).catch(() => undefined);
  } finally {
    ending.removeEventListener("abort", drain);
  }
}

/**
 * Leaves a turn to its new owner. If it was deleted, the journal may have been created after its removal; one that
 * cannot be removed now expires.
 */
async function leave({ db, state }: TurnDeps, { id, user_id, conversation_id }: Claimed): Promise<void> {
  if (await turnExists(db, id)) return log("warn", "turn continues elsewhere", { turn: id });
  await removeJournal(state, { user_id, conversation_id, turn_id: id });
}

/** Works on a turn as its owner. Rejects when the turn has not ended. */
async function owned(
  deps: TurnDeps,
  turn: Claimed,
  work: AbortController,
  ending: AbortSignal,
): Promise<void> {
  if (turn.attempt > mostAttempts) return giveUp(deps, turn);
  const journal = await openJournal(deps.state, turn);
  const teller = openTeller(deps, turn);
  const progress = openProgress(teller, journal.now.steps);
  const [begun, before] = [performance.now(), journal.now.spent];
  const spent = () => before + performance.now() - begun;
  const longest = deps.config.CHAT_TURN_SECONDS * 1000;
  const late = setTimeout(
    () => work.abort(new ModelFailure("out-of-time", "the turn has used its time")),
    Math.max(0, longest - before),
  );
  const endRenewal = renewing(deps, turn, progress, work);
  try {
    const run = { deps, turn, journal, progress, spent, signal: work.signal, ending };
    const end = await converse(run).then(() => done, endOf(turn));
    const ended = { ...end, ...progress.now };
    if (!(await endTurn(deps.db, turn, ended))) throw lost;
    const { reply, problem } = ended;
    teller.tell(problem ? { kind: "failed", reply, problem } : { kind: ended.state as "done", reply });
    // The row has everything now; a journal that stays behind expires.
    await journal.remove().catch(() => undefined);
  } finally {
    clearTimeout(late);
    endRenewal();
    await teller.end();
  }
}

/** Ends a turn that no attempt could end, by nothing that its model or its journal holds. */
async function giveUp(deps: TurnDeps, turn: Claimed): Promise<void> {
  log("error", "turn given up", { turn: turn.id, attempts: turn.attempt });
  const problem = { code: "internal" as const, text: sentence("internal", turn.language) };
  if (!(await failTurn(deps.db, turn, problem))) throw lost;
  const teller = openTeller(deps, turn);
  teller.tell({ kind: "failed", reply: "", problem });
  await teller.end();
}

type Ending = Pick<End, "state" | "problem">;
const done: Ending = { state: "done", problem: null };

/** How a turn ends by an error; rethrows one after which the turn goes on elsewhere, or later. */
const endOf =
  ({ id, language }: Claimed) =>
  (error: unknown): Ending => {
    if (error === stopped) return { state: "stopped", problem: null };
    if (!(error instanceof ModelFailure)) throw error;
    log("warn", "turn failed", { turn: id, code: error.code, error: error.message });
    return { state: "failed", problem: { code: error.code, text: sentence(error.code, language) } };
  };

/** Renews the claim of a turn each second; returns a function that ends it. */
function renewing(deps: TurnDeps, turn: Claimed, progress: Watched, work: AbortController): () => void {
  let isBusy = false;
  const timer = setInterval(async () => {
    if (isBusy) return;
    isBusy = true;
    try {
      const still = await renewTurn(deps.db, turn, progress.now);
      if (!still) work.abort(lost);
      else if (still.stop) work.abort(stopped);
    } catch (error) {
      // The claim is long enough for some failures; after that the journal refuses the former owner.
      log("warn", "claim not renewed", { turn: turn.id, error: messageOf(error) });
    } finally {
      isBusy = false;
    }
  }, renewEvery);
  return () => clearInterval(timer);
}

/** Asks and calls in turn until an answer has no calls. */
async function converse(run: Run): Promise<void> {
  const { deps, turn, journal, signal, ending } = run;
  const stop = await renewTurn(deps.db, turn, run.progress.now);
  if (!stop) throw lost;
  if (stop.stop) throw stopped;
  // A conversation may be summarised first, which costs tokens too.
  if (journal.now.steps.length === 0) await withinDay(run);
  const history = await remember(deps, deps.assistant, turn, signal);
  for (;;) {
    signal.throwIfAborted();
    if (ending.aborted) throw draining;
    const { steps } = journal.now;
    const last = steps.at(-1);
    if (last?.calls.length === 0) return;
    if (last && !last.results) {
      const results = await callAll(run, last);
      await journal.write({ steps: [...steps.slice(0, -1), { ...last, results }], spent: run.spent() });
    } else await askNext(run, history);
  }
}

/** Throws when the person has used the tokens of the day. */
async function withinDay({ deps, turn }: Run): Promise<void> {
  if ((await tokensToday(deps.db, turn.user_id)) >= deps.config.CHAT_DAY_TOKENS)
    throw new ModelFailure("day-limit", "the tokens of the day are used");
}

/** Asks what comes next, and journals the complete answer before anything follows from it. */
async function askNext(run: Run, history: Question["history"]): Promise<void> {
  const { deps, turn, journal } = run;
  const { steps, tokens } = journal.now;
  if (steps.flatMap(({ calls }) => calls).filter(({ fault }) => fault).length >= mostFaults)
    throw new ModelFailure("confused", "too many calls that cannot be executed");
  await withinDay(run);
  const now = deps.now();
  const open = isExhausted(run) ? [] : tools;
  const answer = await ask(run, { turn, history, steps, now, tools: open });
  // Whatever a model says can be stored, in the journal and in the row.
  const step: Step = storableIn({
    text: answer.text,
    calls: answer.calls.map((call) => resolved(call, open)),
    at: now.toISOString(),
  });
  await journal.write({ steps: [...steps, step], tokens: tokens + answer.tokens, spent: run.spent() });
  await useTokens(deps.db, turn, answer.tokens);
}

/** Whether the turn has used what it may, and gets a last answer without tools. */
function isExhausted({ deps: { config }, journal, spent }: Run): boolean {
  const { steps, tokens } = journal.now;
  return (
    steps.length >= config.CHAT_MODEL_CALLS - 1 ||
    steps.flatMap(({ calls }) => calls).length >= config.CHAT_TOOL_CALLS ||
    tokens >= config.CHAT_TURN_TOKENS ||
    spent() >= config.CHAT_TURN_SECONDS * 1000 * timeForTools
  );
}

/** Asks, and asks again when that may help. */
async function ask({ deps, turn, progress, signal }: Run, question: Question): Promise<Answer> {
  for (let n = 0; ; n++) {
    progress.begin(question.steps);
    try {
      const answer = await deps.assistant.answer(question, { signal, onText: progress.piece });
      if (answer.text.trim() || answer.calls.length > 0) return answer;
      throw new ModelFailure("interrupted", "the answer is empty");
    } catch (error) {
      if (!(error instanceof ModelFailure)) throw error;
      if (error.tokens > 0) await useTokens(deps.db, turn, error.tokens);
      const pause = error.retryAfter ?? pauses[n] ?? 0;
      if (!error.isTransient || n >= pauses.length || pause > longestPause) throw error;
      log("warn", "asking again", { turn: turn.id, code: error.code, error: error.message });
      await wait(pause * 1000, signal);
    }
  }
}

/** Executes the calls of a step in order, reads side by side. */
async function callAll(run: Run, step: Step): Promise<CallResult[]> {
  const { deps, turn, journal, progress, signal, ending } = run;
  const n = journal.now.steps.indexOf(step);
  const before = journal.now.steps.slice(0, n).flatMap(({ calls }) => calls).length;
  const api = openApi(deps, turn, signal);
  const results: CallResult[] = [];
  for (const group of groupsOf(step)) {
    signal.throwIfAborted();
    if (ending.aborted) throw draining;
    await Promise.all(
      group.map(async (i) => {
        const call = step.calls[i] as Step["calls"][number];
        const id = callId(n, i);
        progress.called(id, call);
        const context = {
          ...{ api, now: new Date(step.at), zone: turn.zone, language: turn.language },
          ...{ publicUrl: deps.config.PUBLIC_URL, key: `chat/${turn.id}/${n}/${i}` },
        };
        const isOver = before + i >= deps.config.CHAT_TOOL_CALLS;
        const result = isOver
          ? failed("Not executed: this turn has made as many calls as it may.")
          : await execute(call, context);
        results[i] = result;
        progress.called(id, call, result);
      }),
    );
  }
  return results;
}
