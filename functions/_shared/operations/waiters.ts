import type { OperationResult } from "../contract/schemas.ts";

/** The requests in this replica that wait for an operation's result. */
export interface Waiters {
  /** The result, or undefined after `milliseconds` or when `signal` aborts. */
  wait(operationId: string, milliseconds: number, signal?: AbortSignal): Promise<OperationResult | undefined>;
  /** Hands a result to the requests that wait for it; one that is only `stored` is read first. */
  settle(result: OperationResult): void;
}

/** Milliseconds between queries of the database for all waiting requests. */
const lookInterval = 500;

type Resolve = (result: OperationResult | undefined) => void;

/**
 * Opens the waiters. Results arrive as events. If one is late or lost (this replica may have joined the topic a moment
 * ago), `lookUp` finds it in the operation's row, with one query for all waiting requests.
 */
export function openWaiters(lookUp: (operationIds: string[]) => Promise<OperationResult[]>): Waiters {
  const waiting = new Map<string, Set<Resolve>>();
  let looking: NodeJS.Timeout | undefined;

  const hand = (result: OperationResult) => {
    for (const resolve of waiting.get(result.operation_id) ?? []) resolve(result);
  };

  async function read(operationIds: string[]): Promise<void> {
    for (const result of await lookUp(operationIds).catch(() => [])) hand(result);
  }

  async function look(): Promise<void> {
    if (waiting.size > 0) await read([...waiting.keys()]);
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
    settle(result) {
      if (!result.stored) hand(result);
      else if (waiting.has(result.operation_id)) void read([result.operation_id]);
    },
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
