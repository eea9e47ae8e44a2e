import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Answer, Visitor } from "./visitor.ts";

/** The fields of a task that the tests use. */
export interface Task {
  id: number;
  title: string;
  version: number;
}

/** A person with an account. Every write has a key, so that it can be retried. */
export interface Person {
  id: string;
  write(
    method: string,
    path: string,
    options?: { body?: unknown; version?: number; key?: string; wait?: number },
  ): Promise<Answer>;
  read(path: string): Promise<Answer>;
}

/** Registers a person. Whoever is told that it cannot be done at the moment tries again, each time by a new address. */
export async function register(visitor: Visitor): Promise<Person> {
  const { answer } = await insist(() => {
    const body = { email: `${randomUUID()}@example.com`, password: randomUUID() };
    return visitor.request({ method: "POST", path: "/v1/auth/register", body });
  });
  const { access_token } = JSON.parse(answer.body as string);
  const authorization = `Bearer ${access_token}`;
  return {
    id: JSON.parse(Buffer.from(access_token.split(".")[1], "base64url").toString()).sub,
    read: (path) => visitor.request({ method: "GET", path, headers: { authorization } }),
    write: (method, path, { body, version, key = randomUUID(), wait = 20 } = {}) =>
      visitor.request({
        method,
        path,
        body,
        headers: {
          authorization,
          prefer: `wait=${wait}`,
          "idempotency-key": key,
          ...(version !== undefined && { "if-match": `"${version}"` }),
        },
      }),
  };
}

/** The task of an answer if the operation was applied; otherwise throws the answer. */
export function taskOf({ status, body, error }: Answer): Task {
  if (status === 200 || status === 201) return JSON.parse(body as string);
  throw new Error(`not applied: ${status ?? error} ${body}`);
}

/** Retries with the same key until the operation has ended; `ms` is the time of all answers. */
export async function untilEnded(ask: (key: string) => Promise<Answer>, longest = 180_000): Promise<Answer> {
  const key = randomUUID();
  for (let ms = 0; ; ) {
    const answer = await ask(key);
    ms += answer.ms;
    if (answer.status !== 202 || ms > longest) return { ...answer, ms };
  }
}

/** Retries with the same key until the operation is accepted, like a client that must not lose it. */
export async function insist(
  ask: () => Promise<Answer>,
  ms = 90_000,
): Promise<{ answer: Answer; refused: number }> {
  const deadline = Date.now() + ms;
  for (let refused = 0; ; refused += 1) {
    const answer = await ask();
    if (answer.status !== undefined && answer.status < 400) return { answer, refused };
    if (Date.now() > deadline)
      throw new Error(`never accepted: ${answer.status ?? answer.error} ${answer.body}`);
    await sleep(250);
  }
}
