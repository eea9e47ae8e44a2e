import assert from "node:assert/strict";
import { after } from "node:test";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { messageEvent } from "../../../functions/_shared/contract/chat.ts";
import { problem } from "../../../functions/_shared/contract/problems.ts";
import { newId } from "../../../functions/_shared/domain/ids.ts";
import { scopes } from "../../../functions/_shared/domain/scopes.ts";
import type { Access } from "../../../functions/_shared/platform/access.ts";
import { loadConfig } from "../../../functions/_shared/platform/config.ts";
import { queueTurn } from "../../../functions/_shared/store/chat/conversations.ts";
import { claimTurn } from "../../../functions/_shared/store/chat/turns.ts";
import { budgetSettings } from "../../../functions/chat/budget.ts";
import { openModel } from "../../../functions/chat/model.ts";
import { runTurn, type TurnDeps } from "../../../functions/chat/turn.ts";
import { openEntry } from "../../../functions/mcp/entry.ts";
import { openPeople } from "../../../functions/mcp/people.ts";
import { serverFor } from "../../../functions/mcp/server.ts";
import { type ModelRequest, startModel } from "../../support/model-endpoint.ts";
import { startState } from "./state.ts";
import type { World } from "./world.ts";

/** A call of a tool. */
export type Call = [name: string, args: object];
/** What a tool returned. */
// biome-ignore lint/suspicious/noExplicitAny: a test states the shape it expects
export type Result = any;
/** The calls of a step, which may depend on the results before it; undefined ends the turn. */
export type Steps = (results: Result[], step: number) => Call[] | undefined;

/** A model, or the model of a connected client, that does whatever it was talked into, with everything it is permitted. */
export interface Accomplice {
  kind: "chat" | "mcp";
  /** Makes the calls in one turn, and returns the results of those that got one. */
  turn(steps: Steps): Promise<Result[]>;
  /** The messages that the model got last; of an MCP client, the texts of its results. */
  read(): string[];
}

/** Steps after which a client has shown that it would go on for ever: more than the bounds of a turn. */
const mostSteps = 24;

/** Sends requests to `mcp` as they are. */
export type Raw = (userId: string, body: object, allowed?: readonly string[]) => Promise<Response>;

/** How accomplices are made for a person: each with its own conversation or token. */
export interface Accomplices {
  chat(userId: string, env?: Record<string, string>): Accomplice;
  mcp(userId: string): Promise<Accomplice>;
  raw: Raw;
}

/** Opens `chat` with a scripted model, and `mcp` with a client, in front of the api of a world. */
export async function openAccomplices(world: World): Promise<Accomplices> {
  const { mcp, raw } = await openMcp(world);
  return { chat: await openChat(world), mcp, raw };
}

async function openChat(world: World): Promise<Accomplices["chat"]> {
  const state = await startState(world.databaseUrl);
  const endpoint = await startModel();
  after(endpoint.close);
  const assistant = openModel({
    ...{ OPENAI_BASE_URL: endpoint.url, OPENAI_MODEL: "scripted" },
    ...{ CHAT_ANSWER_TOKENS: 8000, MODEL_SILENCE: 30 },
  });
  const limits = { conversations: 100, turns: 100, waitingTurns: 100, dailyMessages: 1000 };
  return (user_id, env = {}) => {
    const conversation_id = newId();
    let last: string[] = [];
    const deps: TurnDeps = {
      ...{ ...world, newId, state, assistant },
      config: loadConfig({ APP_ID: "chat", DATABASE_URL: "postgres://x", ...env }, budgetSettings),
    };
    return {
      kind: "chat",
      read: () => last,
      async turn(steps) {
        const id = newId();
        const message = { id, user_id, conversation_id, message: "Have a look at my tasks" };
        const event = messageEvent("api", world.now(), { user_id, conversation_id, turn_id: id });
        await world.db.transaction((tx) => queueTurn(tx, message, event, limits));
        let results: Result[] = [];
        endpoint.script = (request) => {
          const own = sinceAsked(request);
          results = own.filter(({ role }) => role === "tool").map(({ content }) => JSON.parse(content ?? ""));
          last = request.messages.map(({ role, content }) => `${role}: ${content}`);
          const step = own.filter(({ role }) => role === "assistant").length;
          const calls = request.tools && steps(results, step);
          if (!calls) return { text: "All of it is done." };
          return { calls: calls.map(([name, args]) => ({ name, arguments: args })), piece: 4000 };
        };
        world.sidecar.appId = "chat";
        await toItsEnd(world, deps, id);
        assert.deepEqual(endpoint.faults, []);
        return results;
      },
    };
  };
}

/** Works on a turn until it has ended: on a stalled machine one attempt may break off. */
async function toItsEnd({ db }: World, deps: TurnDeps, id: string): Promise<void> {
  const never = new AbortController().signal;
  for (let attempt = 0; attempt < 10; attempt++) {
    await runTurn(deps, (await claimTurn(db)) ?? assert.fail("nothing waits"), never);
    const { rowCount } = await db.query(
      "update turns set lease_until = now() where id = $1 and state in ('queued', 'running')",
      [id],
    );
    if (rowCount === 0) return;
  }
  assert.fail("the turn does not end");
}

const sinceAsked = ({ messages }: ModelRequest) =>
  messages.slice(messages.findLastIndex(({ role }) => role === "user") + 1);

async function openMcp(world: World): Promise<Pick<Accomplices, "mcp" | "raw">> {
  const known = new Map<string, Access>();
  const publicUrl = "http://127.0.0.1:8080";
  const deps = { ...world, newId, config: { PUBLIC_URL: publicUrl } as never };
  const people = openPeople(deps);
  const entry = openEntry({
    ...{ publicUrl, rateFactor: 1, busOf: people.busOf },
    async access(token) {
      const access = known.get(token);
      if (!access) throw problem("unauthenticated");
      return access;
    },
    serverFor: (access) => serverFor(deps, access),
  });
  const url = await world.serve({
    async answer(request, response) {
      world.sidecar.appId = "mcp";
      if (await entry.admit(request, response)) await entry.serve(request, response);
    },
  });
  const tokenOf = (userId: string, allowed: readonly string[] = scopes): string => {
    const token = newId();
    const expiresAt = Math.floor(Date.now() / 1000) + 900;
    const client = { clientId: "test", clientName: "Test", tokenId: newId() };
    known.set(token, { userId, ...client, scopes: [...allowed] as Access["scopes"], expiresAt });
    return token;
  };
  const headersOf = (token: string) => ({ authorization: `Bearer ${token}` });
  return {
    raw: (userId, body, allowed) =>
      fetch(`${url}/mcp`, {
        method: "POST",
        headers: {
          ...headersOf(tokenOf(userId, allowed)),
          ...{ "content-type": "application/json", accept: "application/json, text/event-stream" },
        },
        body: JSON.stringify(body),
      }),
    async mcp(userId) {
      const client = new Client(
        { name: "test", version: "1" },
        { versionNegotiation: { mode: "auto" }, capabilities: { elicitation: {} } },
      );
      const requestInit = { headers: headersOf(tokenOf(userId)) };
      await client.connect(new StreamableHTTPClientTransport(new URL(`${url}/mcp`), { requestInit }));
      after(() => client.close());
      let texts: string[] = [];
      const call = async ([name, args]: Call): Promise<Result> => {
        try {
          const result = (await client.callTool({ name, arguments: { ...args } })) as Result;
          texts.push(result.content[0].text);
          return result.structuredContent;
        } catch (error) {
          // An unknown tool, or too many requests, is an error of the protocol.
          return { error: { code: "protocol", message: String(error) } };
        }
      };
      return {
        kind: "mcp",
        read: () => texts,
        async turn(steps) {
          const results: Result[] = [];
          texts = [];
          for (let step = 0; step < mostSteps; step++) {
            const calls = steps(results, step);
            if (!calls) break;
            for (const each of calls) results.push(await call(each));
          }
          return results;
        },
      };
    },
  };
}
