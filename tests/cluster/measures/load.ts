import { setTimeout as sleep } from "node:timers/promises";
import { insist, type Person } from "../support/people.ts";

/** A steady load that runs until it is stopped. */
export interface Load {
  /** Ends the load and reports what was requested, what failed, and what was applied. */
  stop(): Promise<LoadResult>;
}

export interface LoadResult {
  requests: number;
  /** Requests answered with an error of the service, or not at all. */
  failed: number;
  failures: Record<string, number>;
  /** Titles of the tasks whose creation was accepted. */
  accepted: string[];
}

/**
 * Each person creates a task and reads the list, `rate` times a second in total. With `stubborn`, refused requests are
 * retried under the same key until they are accepted.
 */
export function startLoad(people: Person[], name: string, { rate = 10, stubborn = false } = {}): Load {
  const result: LoadResult = { requests: 0, failed: 0, failures: {}, accepted: [] };
  const running = new Set<Promise<void>>();
  let number = 0;
  let going = true;

  const note = (status: number | undefined, error: string | undefined) => {
    result.requests += 1;
    if (status !== undefined && status < 400) return;
    result.failed += 1;
    const kind = String(status ?? error);
    result.failures[kind] = (result.failures[kind] ?? 0) + 1;
  };

  const once = async () => {
    const person = people[number % people.length] as Person;
    const title = `${name} ${number++}`;
    const ask = async () => {
      const answer = await person.write("POST", "/v1/tasks", { body: { title }, key: title, wait: 30 });
      note(answer.status, answer.error);
      return answer;
    };
    const answer = stubborn ? (await insist(ask, 180_000)).answer : await ask();
    if (answer.status !== undefined && answer.status < 400) result.accepted.push(title);
    const read = await person.read("/v1/tasks?limit=20");
    note(read.status, read.error);
  };

  const loop = (async () => {
    while (going) {
      const turn = once().finally(() => running.delete(turn));
      running.add(turn);
      await sleep(1000 / rate);
    }
  })();

  return {
    async stop() {
      going = false;
      await loop;
      await Promise.all(running);
      return result;
    },
  };
}
