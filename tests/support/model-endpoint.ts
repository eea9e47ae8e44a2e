import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { listenInTurn } from "./turn.ts";

/** A message as the endpoint receives it. */
export interface ModelMessage {
  role: "system" | "user" | "assistant" | "tool";
  content: string | null;
  tool_calls?: { id: string; type: string; function: { name: string; arguments: string } }[];
  tool_call_id?: string;
}

/** A request for a completion. */
export interface ModelRequest {
  model: string;
  messages: ModelMessage[];
  tools?: { type: string; function: { name: string; parameters: { type: string }; strict?: boolean } }[];
  stream: boolean;
  max_tokens?: number;
  max_completion_tokens?: number;
}

/** A call of a tool; arguments that are text are sent as they are. */
export interface ScriptedCall {
  name: string;
  arguments: object | string;
}

/** How the endpoint answers. */
export interface ModelReply {
  text?: string;
  refusal?: string;
  calls?: ScriptedCall[];
  /** How calls are numbered: as OpenAI does, all 0 as Ollama does, or not at all. (Default: openai) */
  indices?: "openai" | "ollama" | "none";
  /** Characters of a piece. (Default: 7) */
  piece?: number;
  /** Milliseconds between pieces. (Default: 0) */
  pause?: number;
  /** Called as the first piece of the text is written. */
  onText?: () => void;
  /** Milliseconds before anything. (Default: 0) */
  delay?: number;
  /** null: the stream ends without a reason. (Default: as a complete answer has it) */
  finish?: string | null;
  /** Tokens to report. (Default: nothing is reported) */
  tokens?: number;
  /** What happens in place of the end: the connection is cut, or nothing any more. */
  end?: "cut" | "silence";
  /** What a cut waits for; nothing is sent meanwhile. (Default: nothing) */
  until?: Promise<void>;
  /** Another answer than a stream. */
  status?: number;
  headers?: Record<string, string>;
  body?: string;
  /** An error within a stream that began with 200. */
  error?: string;
}

/** A model for tests: it speaks chat completions, does what its script says, and checks what it gets. */
export interface ModelEndpoint {
  /** The base URL for OPENAI_BASE_URL. */
  url: string;
  /** Requests, in order. */
  asked: ModelRequest[];
  /** What is wrong with a request; such a request is answered with 400 as providers do. */
  faults: string[];
  /** Streams that were closed by the client before their end. */
  aborted: number;
  /** The answer to a request. */
  script: (request: ModelRequest) => ModelReply | Promise<ModelReply>;
  close(): Promise<void>;
}

/** Starts the endpoint on a port of this machine, when it is free; on any for 0. */
export async function startModel(port = 0): Promise<ModelEndpoint> {
  const server = http.createServer((request, response) => {
    void handle(endpoint, request, response).catch(() => response.destroy());
  });
  await listenInTurn(server, port);
  const endpoint: ModelEndpoint = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    ...{ asked: [], faults: [], aborted: 0 },
    script: () => ({ text: "Nothing is scripted." }),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
  return endpoint;
}

async function handle(
  endpoint: ModelEndpoint,
  request: http.IncomingMessage,
  response: http.ServerResponse,
): Promise<void> {
  let text = "";
  for await (const chunk of request) text += chunk;
  if (request.method !== "POST" || request.url !== "/v1/chat/completions") {
    response.writeHead(404).end();
    return;
  }
  const asked: ModelRequest = JSON.parse(text);
  const faults = faultsOf(asked, request.headers.authorization);
  endpoint.asked.push(asked);
  if (faults.length > 0) {
    endpoint.faults.push(...faults);
    const error = { message: faults.join("; "), type: "invalid_request_error" };
    response.writeHead(400, { "Content-Type": "application/json" }).end(JSON.stringify({ error }));
    return;
  }
  const reply = await endpoint.script(asked);
  await sleep(reply.delay ?? 0);
  response.on("close", () => {
    if (!response.writableFinished && reply.end !== "cut") endpoint.aborted += 1;
  });
  if (reply.status !== undefined || reply.body !== undefined) {
    response.writeHead(reply.status ?? 200, reply.headers).end(reply.body ?? "");
    return;
  }
  await stream(response, reply, asked.model);
}

/** What providers refuse, and what would make a model lose its place. */
function faultsOf(
  { messages, tools = [], stream: streamed }: ModelRequest,
  key: string | undefined,
): string[] {
  const faults: string[] = [];
  if (!key?.startsWith("Bearer ")) faults.push("no key");
  if (!streamed) faults.push("not streamed");
  if (messages[0]?.role !== "system") faults.push("the first message is not the system's");
  for (const [i, { role, tool_calls: calls = [] }] of messages.entries()) {
    const answered = messages.slice(i + 1, i + 1 + calls.length).map((each) => each.tool_call_id);
    if (role === "assistant" && calls.some(({ id }, n) => answered[n] !== id))
      faults.push(`the calls of message ${i} have no results after them`);
    for (const call of calls)
      if (!isObject(call.function.arguments)) faults.push(`arguments of message ${i}`);
    if (role === "tool" && !isJson(messages[i]?.content ?? ""))
      faults.push(`result of message ${i} is no JSON`);
  }
  for (const { function: tool } of tools) {
    if (tool.parameters.type !== "object") faults.push(`${tool.name}: the root is no object`);
    if (["oneOf", "anyOf", "allOf"].some((key) => key in tool.parameters))
      faults.push(`${tool.name}: a union`);
    if (tool.strict) faults.push(`${tool.name}: strict`);
  }
  return faults;
}

const isObject = (text: string): boolean => isJson(text) && text.trim().startsWith("{");
function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

type Delta = Record<string, unknown>;

async function stream(response: http.ServerResponse, reply: ModelReply, model: string): Promise<void> {
  response.writeHead(200, { "Content-Type": "text/event-stream" });
  const send = async (part: object) => {
    const chunk = { id: "c", object: "chat.completion.chunk", created: 1, model, ...part };
    await written(response, `data: ${JSON.stringify(chunk)}\n\n`, reply.pause ?? 0);
  };
  const choice = (delta: Delta, finish_reason: string | null = null) =>
    send({ choices: [{ index: 0, delta, finish_reason }] });
  // As some providers keep a connection alive.
  response.write(": PROCESSING\n\n");
  await choice({ role: "assistant", content: "" });
  const pieces = cut(reply.text ?? "", reply.piece);
  if (pieces.length > 0) reply.onText?.();
  for (const content of pieces) await choice({ content });
  for (const refusal of cut(reply.refusal ?? "", reply.piece)) await choice({ refusal });
  for (const delta of callDeltas(reply)) await choice(delta);
  if (reply.error) {
    await send({ error: { message: reply.error, code: 502 }, choices: [] });
    response.end("data: [DONE]\n\n");
    return;
  }
  if (reply.end === "silence") return;
  if (reply.end === "cut") {
    await reply.until;
    // What was written has to leave first.
    await sleep(20);
    response.destroy();
    return;
  }
  const usual = (reply.calls?.length ?? 0) > 0 ? "tool_calls" : "stop";
  if (reply.finish !== null) await choice({}, reply.finish ?? usual);
  if (reply.tokens !== undefined)
    await send({
      choices: [],
      usage: { prompt_tokens: reply.tokens - 1, completion_tokens: 1, total_tokens: reply.tokens },
    });
  response.end("data: [DONE]\n\n");
}

// In two writes at an odd place, as networks cut it.
async function written(response: http.ServerResponse, text: string, pause: number): Promise<void> {
  const bytes = Buffer.from(text);
  const at = Math.floor(bytes.length / 3);
  response.write(bytes.subarray(0, at));
  await new Promise(setImmediate);
  response.write(bytes.subarray(at));
  if (pause > 0) await sleep(pause);
}

function cut(text: string, size = 7): string[] {
  const characters = [...text];
  const pieces: string[] = [];
  for (let at = 0; at < characters.length; at += size) pieces.push(characters.slice(at, at + size).join(""));
  return pieces;
}

function callDeltas({ calls = [], indices = "openai", piece }: ModelReply): Delta[] {
  return calls.flatMap(({ name, arguments: args }, i) => {
    const index = { openai: { index: i }, ollama: { index: 0 }, none: {} }[indices];
    const text = typeof args === "string" ? args : JSON.stringify(args);
    const id = `call_${Math.random().toString(36).slice(2)}_${i}`;
    const begin = { ...index, id, type: "function", function: { name, arguments: "" } };
    const rest = cut(text, piece).map((part) => ({ ...index, function: { arguments: part } }));
    return [begin, ...rest].map((call) => ({ tool_calls: [call] }));
  });
}
