import type { OperationResult } from "../contract/schemas.ts";

/** Those who wait in this replica for an operation to end. */
export interface Waiters {
  /** The result, or undefined after `milliseconds` or when `signal` aborts. */
  wait(operationId: string, milliseconds: number, signal?: AbortSignal): Promise<OperationResult | undefined>;
  /** Gives a result to whoever waits for it. */
  settle(result: OperationResult): void;
}

/** Time between looks at the database for all who wait, in milliseconds. */
const lookInterval = 500;

type Resolve = (result: OperationResult | undefined) => void;

/**
 * Opens the waiters. Results come as events; should one be late or lost (this replica joined the topic a
 * moment ago), `lookUp` finds it where the operation itself wrote it: one query for all who wait.
 */
export function openWaiters(lookUp: (operationIds: string[]) => Promise<OperationResult[]>): Waiters {
  const waiting = new Map<string, Set<Resolve>>();
  let looking: NodeJS.Timeout | undefined;

  const settle = (result: OperationResult) => {
    for (const resolve of waiting.get(result.operation_id) ?? []) resolve(result);
  };

  async function look(): Promise<void> {
    const results = waiting.size > 0 ? await lookUp([...waiting.keys()]).catch(() => []) : [];
    for (const result of results) settle(result);
    looking = waiting.size > 0 ? setTimeout(look, lookInterval) : undefined;
  }

  function add(operationId: string, resolve: Resolve): void {
    waiting.set(operationId, (waiting.get(operationId) ?? new Set()).add(resolve));
    if (!looking) looking = setTimeout(look, lookInterval);
  }

  function remove(operationId: string, resolve: Resolve): void {
    const all = waiting.get(operationId);
    all?.delete(resolve);
    if (all?.size === 0) waiting.delete(operationId);
  }

  return {
    settle,
    wait(operationId, milliseconds, signal) {
      return new Promise((resolve) => {
        const deadline = setTimeout(() => done(undefined), milliseconds);
        const give = () => done(undefined);
        const done: Resolve = (result) => {
          clearTimeout(deadline);
          signal?.removeEventListener("abort", give);
          remove(operationId, done);
          resolve(result);
        };
        signal?.addEventListener("abort", give, { once: true });
        add(operationId, done);
      });
    },
  };
}
