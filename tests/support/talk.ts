import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import type { Turn } from "../../functions/_shared/contract/api/chat.ts";
import type { Answer } from "./client.ts";
import { eventually } from "./eventually.ts";
import type { ModelReply, ModelRequest } from "./model-endpoint.ts";

/** Whoever calls the api for a person. */
interface Caller {
  call(
    method: string,
    path: string,
    options?: { body?: unknown; headers?: Record<string, string> },
  ): Promise<Answer>;
}

/** Says something to the assistant; returns the turn as it was accepted. */
export async function say(person: Caller, text: string, conversation: string = randomUUID()): Promise<Turn> {
  const options = { body: { text }, headers: { "idempotency-key": randomUUID() } };
  return eventually(
    async () => {
      const answer = await person.call("POST", `/v1/chat/${conversation}/messages`, options);
      if (answer.status === 503) return undefined;
      assert.equal(answer.status, 202, JSON.stringify(answer.body));
      return answer.body as never as Turn;
    },
    { every: 250 },
  );
}

/** The turn as it is now. */
export async function turnNow(
  person: Caller,
  { id, conversation_id }: Pick<Turn, "id" | "conversation_id">,
): Promise<Turn> {
  const { status, body } = await person.call("GET", `/v1/chat/${conversation_id}`);
  assert.equal(status, 200, JSON.stringify(body));
  return (body.turns as Turn[]).find((turn) => turn.id === id) ?? assert.fail(`no turn ${id}`);
}

/** The turn once it has ended. */
export const ended = (person: Caller, turn: Turn, ms = 60_000): Promise<Turn> =>
  eventually(
    async () => {
      const now = await turnNow(person, turn);
      return now.state === "queued" || now.state === "running" ? undefined : now;
    },
    { ms, every: 100, what: `the end of "${turn.message}"` },
  );

/** The results of the calls of this turn: what follows the last message of the person. */
export function resultsOf({ messages }: ModelRequest): Record<string, never>[] {
  const last = messages.findLastIndex(({ role }) => role === "user");
  return messages
    .slice(last)
    .filter(({ role }) => role === "tool")
    .map(({ content }) => JSON.parse(content ?? "null"));
}

/** What the person said last. */
export const asked = ({ messages }: ModelRequest): string =>
  messages.findLast(({ role }) => role === "user")?.content ?? "";

/** Calls first, and then a text. */
export const callsThen =
  (calls: NonNullable<ModelReply["calls"]>, text: string) =>
  (request: ModelRequest): ModelReply =>
    resultsOf(request).length > 0 ? { text } : { text: "I do that.", calls };
