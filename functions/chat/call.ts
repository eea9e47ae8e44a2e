import { setTimeout } from "node:timers/promises";
import {
  type Api,
  type ApiAnswer,
  apiOver,
  runTool,
  type Tool,
  type ToolContext,
  toolNamed,
} from "../_shared/assistant/index.ts";
import { callHeaders } from "../_shared/contract/internal.ts";
import type { Deps } from "../_shared/platform/deps.ts";
import type { Claimed } from "../_shared/store/chat/turns.ts";
import type { RawCall } from "./calls.ts";
import type { Call, CallResult, Step } from "./journal.ts";

/** Who the product's own chat is, beside the clients that people connect. */
const client = { client_id: "taskwake-chat", client_name: "Taskwake" };

/** Milliseconds between attempts to reach the api. */
const pause = 500;

/**
 * The api for a turn. A write whose result is not known is sent again under its key until there is one, or the signal
 * aborts: to tell a model that it may have failed would have it done twice.
 */
export function openApi(
  { sidecar }: Pick<Deps, "sidecar">,
  turn: Pick<Claimed, "id" | "user_id" | "conversation_id">,
  signal: AbortSignal,
): Api {
  const origin = { ...client, token_id: null, conversation_id: turn.conversation_id, turn_id: turn.id };
  const once = apiOver(sidecar, callHeaders(turn.user_id, origin));
  return async (request) => {
    for (;;) {
      const answer = await once(request).catch((error: unknown) => error);
      if (isAnswer(answer) && (!request.key || !isUnknown(answer))) return answer;
      signal.throwIfAborted();
      await wait(pause, signal);
    }
  };
}

/** Accepted without a result, or perhaps not accepted. */
const isUnknown = ({ status }: ApiAnswer): boolean => status === 202 || status === 503;

const isAnswer = (answer: unknown): answer is ApiAnswer =>
  typeof answer === "object" && answer !== null && "status" in answer;

/** Waits; rejects with the signal's reason when that is aborted. */
export const wait = (ms: number, signal: AbortSignal): Promise<void> =>
  setTimeout(ms, undefined, { signal }).catch(() => signal.throwIfAborted());

/**
 * A call as it will be executed, however often: with the arguments that the tool's schema makes of the model's. Only
 * tools of the list can be called.
 */
export function resolved({ name, text }: RawCall, tools: readonly Tool[]): Call {
  const tool = tools.find((each) => each.name === name);
  if (!tool) return { name, arguments: {}, fault: "There is no such tool." };
  const args = parsed(text);
  if (!args)
    return {
      name,
      arguments: {},
      fault: "The arguments are no JSON object; repeat the call with valid JSON.",
    };
  const { data } = tool.input.safeParse(args);
  return { name, arguments: JSON.parse(JSON.stringify(data ?? args)) };
}

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    // A tool without arguments may be called with none at all.
    const value: unknown = JSON.parse(text.trim() || "{}");
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** Executes a call. A repeated execution has the same key and the same arguments, and finds the result of the first. */
export async function execute(call: Call, context: ToolContext): Promise<CallResult> {
  const tool = toolNamed(call.name);
  if (call.fault !== undefined || !tool) return failed(call.fault ?? "There is no such tool.");
  const { text, isError, plan, operationIds } = await runTool(tool, call.arguments, context);
  return {
    ...{ text, failed: isError ?? false, operation_ids: operationIds },
    ...(plan && { plan_id: String(plan.id) }),
  };
}

/** The result of a call that was not executed. */
export const failed = (message: string): CallResult => ({
  text: JSON.stringify({ error: { code: "invalid", message } }),
  failed: true,
  operation_ids: [],
});

/** The calls of a step in groups: reads that follow each other run side by side, everything else by itself. */
export function groupsOf({ calls }: Pick<Step, "calls">): number[][] {
  const groups: number[][] = [];
  const reads = (i: number | undefined) =>
    i !== undefined && toolNamed(calls[i]?.name ?? "")?.annotations.readOnlyHint === true;
  for (const i of calls.keys()) {
    const last = groups.at(-1);
    if (last && reads(i) && reads(last[0])) last.push(i);
    else groups.push([i]);
  }
  return groups;
}
