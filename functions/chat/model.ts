import OpenAI, { APIConnectionError, APIError } from "openai";
import type { ChatCompletionChunk, ChatCompletionMessageParam } from "openai/resources/chat/completions";
import type { Tool } from "../_shared/assistant/index.ts";
import type { Answer, Answering, Assistant } from "./assistant.ts";
import { gatherCalls } from "./calls.ts";
import { type FailureCode, ModelFailure } from "./failure.ts";
import { functionsOf, messagesOf, summaryMessages } from "./prompt.ts";

/** How a model is reached. */
export interface ModelSettings {
  OPENAI_BASE_URL?: string | undefined;
  OPENAI_API_KEY?: string | undefined;
  OPENAI_MODEL: string;
  /** Most tokens of one answer. */
  CHAT_ANSWER_TOKENS: number;
  /** Seconds without any sign of the model after which it counts as silent. */
  MODEL_SILENCE: number;
}

interface Asked {
  messages: ChatCompletionMessageParam[];
  tools: readonly Tool[];
}

/**
 * A model behind an endpoint that speaks OpenAI's chat completions; every server and provider does. The endpoint keeps
 * nothing of a conversation.
 */
export function openModel(settings: ModelSettings): Assistant {
  const client = new OpenAI({
    // Servers on the own machine need no key, but the package does.
    apiKey: settings.OPENAI_API_KEY || "none",
    baseURL: settings.OPENAI_BASE_URL,
    // Retries keep the turn's claim, stop and budget in view, which the package cannot.
    maxRetries: 0,
    logLevel: "off",
  });

  async function complete(asked: Asked, { signal, onText }: Answering): Promise<Answer> {
    const silence = watchSilence(settings.MODEL_SILENCE * 1000);
    const received = collect(onText);
    try {
      const stream = await client.chat.completions.create(requestOf(settings, asked), {
        signal: AbortSignal.any([signal, silence.signal]),
      });
      for await (const chunk of stream) {
        silence.heard();
        received.add(chunk);
      }
      // The package ends an aborted stream as if it were complete.
      signal.throwIfAborted();
      if (silence.signal.aborted) throw new ModelFailure("silent", "no sign of the model");
      return received.answer(asked);
    } catch (error) {
      signal.throwIfAborted();
      const failure = silence.signal.aborted
        ? new ModelFailure("silent", "no sign of the model")
        : failureOf(error, received.hasBegun());
      failure.tokens = received.hasBegun() ? received.tokens(asked) : 0;
      throw failure;
    } finally {
      silence.end();
    }
  }

  return {
    answer: (question, answering) =>
      complete({ messages: messagesOf(question), tools: question.tools }, answering),
    summarise: (history, signal) =>
      complete({ messages: summaryMessages(history), tools: [] }, { signal, onText: () => undefined }),
  };
}

/** OpenAI's own models refuse `max_tokens`; other servers know no other name, or both. */
const longest = ({ OPENAI_BASE_URL: url, CHAT_ANSWER_TOKENS }: ModelSettings) =>
  !url || new URL(url).hostname.endsWith(".openai.com")
    ? { max_completion_tokens: CHAT_ANSWER_TOKENS }
    : { max_tokens: CHAT_ANSWER_TOKENS };

const requestOf = (settings: ModelSettings, { messages, tools }: Asked) => ({
  model: settings.OPENAI_MODEL,
  messages,
  ...longest(settings),
  stream: true as const,
  stream_options: { include_usage: true },
  ...(tools.length > 0 && { tools: functionsOf(tools) }),
});

/** Aborts when nothing is heard for some time. */
function watchSilence(ms: number) {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), ms);
  return {
    signal: controller.signal,
    heard: () => timer.refresh(),
    end: () => clearTimeout(timer),
  };
}

/** Characters of a token, where the endpoint does not count. */
const charactersPerToken = 4;

function collect(onText: (piece: string) => void) {
  const gathered = gatherCalls();
  let text = "";
  let chunks = 0;
  let finish: string | undefined;
  let counted: number | undefined;

  const tokens = ({ messages, tools }: Asked): number => {
    const written = text.length + JSON.stringify(gathered.calls()).length;
    const read = JSON.stringify(messages).length + JSON.stringify(functionsOf(tools)).length;
    return counted ?? Math.ceil((written + read) / charactersPerToken);
  };
  return {
    tokens,
    hasBegun: () => chunks > 0,
    add(chunk: ChatCompletionChunk) {
      chunks += 1;
      if (chunk.usage) counted = chunk.usage.total_tokens;
      const choice = chunk.choices?.[0];
      if (!choice) return;
      finish = choice.finish_reason ?? finish;
      const said = choice.delta?.content ?? choice.delta?.refusal;
      if (said) {
        text += said;
        onText(said);
      }
      for (const call of choice.delta?.tool_calls ?? []) gathered.add(call);
    },
    answer(asked: Asked): Answer {
      // A proxy's page under the status 200 has no chunk.
      if (chunks === 0) throw new ModelFailure("no-model", "the answer is no completion");
      if (finish === undefined) throw new ModelFailure("interrupted", "the answer has no end");
      // Its last call may lack a part and be valid nevertheless.
      if (finish === "length") throw new ModelFailure("cut", "the answer is longer than it may be");
      if (finish === "content_filter") throw new ModelFailure("filtered", "the answer was filtered");
      return { text, calls: asked.tools.length > 0 ? gathered.calls() : [], tokens: tokens(asked) };
    },
  };
}

/** What went wrong, from the errors of the package and of the connection. */
function failureOf(error: unknown, hasBegun: boolean): ModelFailure {
  if (error instanceof ModelFailure) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof APIConnectionError) return new ModelFailure("unreachable", message);
  // A connection that is cut is no error of the package.
  if (!(error instanceof APIError)) return new ModelFailure(hasBegun ? "interrupted" : "no-model", message);
  // Some providers report an error in a stream that began with the status 200.
  if (error.status === undefined) return new ModelFailure("interrupted", reasonOf(error));
  return new ModelFailure(codeOf(error, message), reasonOf(error), retryAfterOf(error.headers));
}

// Without the provider's sentence, which may quote the conversation: reasons are logged.
const reasonOf = ({ status, code, type }: APIError): string =>
  ["the endpoint failed:", status, code, type].filter(Boolean).join(" ");

function codeOf({ status = 500, code }: APIError, message: string): FailureCode {
  if (code === "insufficient_quota" || status === 402) return "quota";
  if (status === 429) return "rate-limited";
  if (status === 401 || status === 403) return "key-refused";
  if (status === 404) return "model-unknown";
  if (code === "context_length_exceeded" || status === 413 || /context (length|window|size)/i.test(message))
    return "too-long";
  return status >= 500 || status === 408 || status === 409 ? "unreachable" : "not-understood";
}

/** The seconds of Retry-After, which may also be a date. */
function retryAfterOf(headers: Headers | undefined): number | undefined {
  const text = headers?.get("retry-after");
  if (!text) return undefined;
  const seconds = Number(text);
  const until = Number.isNaN(seconds) ? (Date.parse(text) - Date.now()) / 1000 : seconds;
  return Number.isNaN(until) ? undefined : Math.max(0, until);
}
