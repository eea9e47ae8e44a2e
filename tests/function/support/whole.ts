import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { callHeaders } from "../../../functions/_shared/contract/internal.ts";
import type { Origin } from "../../../functions/_shared/contract/origin.ts";
import type { Topic } from "../../../functions/_shared/contract/topics.ts";
import type { Opened } from "../../../functions/_shared/platform/declaration.ts";
import type { ServedFunction } from "../../../functions/_shared/platform/function.ts";
import api from "../../../functions/api/index.ts";
import audit from "../../../functions/audit/index.ts";
import completeTask from "../../../functions/complete-task/index.ts";
import createTask from "../../../functions/create-task/index.ts";
import deleteTask from "../../../functions/delete-task/index.ts";
import moveTask from "../../../functions/move-task/index.ts";
import purgeTask from "../../../functions/purge-task/index.ts";
import reopenTask from "../../../functions/reopen-task/index.ts";
import repeatTask from "../../../functions/repeat-task/index.ts";
import restoreTask from "../../../functions/restore-task/index.ts";
import skipTask from "../../../functions/skip-task/index.ts";
import updateTask from "../../../functions/update-task/index.ts";
import { checkAnswer } from "../../support/answers.ts";
import { type Answer, call } from "../../support/client.ts";
import { received, type World } from "./world.ts";

// biome-ignore lint/suspicious/noExplicitAny: functions of different topics and settings
type AnyFunction = ServedFunction<any, any>;

const functions: AnyFunction[] = [
  ...[createTask, updateTask, moveTask, completeTask, reopenTask, skipTask, deleteTask, restoreTask],
  ...[purgeTask, audit, repeatTask],
];

interface AssistantRequest {
  body?: unknown;
  /** The expected version. */
  version?: number;
  key?: string;
}

/** The api with the functions of tasks behind it: what one publishes is handled by the others at once. */
export interface Whole {
  url: string;
  /** Resolves when every event was handled; throws the errors of handlers. */
  idle(): Promise<void>;
  /** Calls the api as a person's own session does. */
  person(
    userId: string,
  ): Promise<(method: string, path: string, request?: AssistantRequest) => Promise<Answer>>;
  /** Calls the api for a person as `mcp` or `chat` does, by its sidecar. */
  assistant(
    userId: string,
    name: "mcp" | "chat",
    origin?: Partial<Origin>,
  ): (method: string, path: string, request?: AssistantRequest) => Promise<Answer>;
}

/** Opens them in a world, whose sidecar delivers from now on. */
export async function openWhole(world: World): Promise<Whole> {
  const { sidecar } = world;
  const opened = [api as AnyFunction, ...functions].map((fn) => world.open(fn) as Opened<Topic>);
  const url = await world.serve(opened[0] as Opened<Topic>);
  sidecar.apps.set("api", url);
  const running = new Set<Promise<void>>();
  const errors: unknown[] = [];
  const record = sidecar.publish;
  sidecar.publish = async (events) => {
    await record(events);
    for (const { topic, event } of events)
      for (const { on } of opened) {
        const handled = Promise.resolve(on[topic]?.(received(topic, event) as never))
          .catch((error) => void errors.push(error))
          .finally(() => running.delete(handled));
        running.add(handled);
      }
  };
  return {
    url,
    async idle() {
      while (running.size > 0) await Promise.all(running);
      assert.deepEqual(errors.splice(0), []);
    },
    async person(userId) {
      const authorization = `Bearer ${await world.token(userId)}`;
      return (method, path, { body, ...request } = {}) =>
        call(url, method, path, { body, headers: { authorization, ...headersOf(request) } });
    },
    assistant(userId, name, more = {}) {
      const turn = name === "chat" ? randomUUID() : "";
      const origin = {
        ...{ client_id: name, client_name: name === "mcp" ? "Claude" : "", turn_id: turn },
        token_id: name === "mcp" ? randomUUID() : null,
        conversation_id: name === "chat" ? randomUUID() : null,
        ...more,
      };
      return async (method, path, { body, ...request } = {}) => {
        sidecar.appId = name;
        const headers = { ...callHeaders(userId, origin), ...headersOf(request) };
        const answer = await sidecar.invoke("api", { method, path, headers, body });
        checkAnswer(method, path, answer as Answer);
        return answer as Answer;
      };
    },
  };
}

const headersOf = ({ version, key }: AssistantRequest): Record<string, string> => ({
  ...(version !== undefined && { "if-match": `"${version}"` }),
  ...(key !== undefined && { "idempotency-key": key }),
});
