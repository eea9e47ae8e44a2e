import type { OperationResult } from "../../_shared/events/schemas.ts";

/** Those who wait in this replica for an operation to end. */
export interface Waiters {
  /** The result, or undefined after `milliseconds`. */
  wait(operationId: string, milliseconds: number): Promise<OperationResult | undefined>;
  /** Gives a result to whoever waits for it. */
  settle(result: OperationResult): void;
}

/**
 * Opens the waiters. Results come as events; should one be late or lost (this replica joined the topic a
 * moment ago), `lookUp` finds it where the operation itself wrote it.
 */
export function openWaiters(lookUp: (operationId: string) => Promise<OperationResult | undefined>): Waiters {
  const waiting = new Map<string, Set<(result: OperationResult | undefined) => void>>();

  const settle = (result: OperationResult) => {
    for (const resolve of waiting.get(result.operation_id) ?? []) resolve(result);
  };

  return {
    settle,
    wait(operationId, milliseconds) {
      return new Promise((resolve) => {
        const all = waiting.get(operationId) ?? new Set();
        waiting.set(operationId, all);
        const poll = setInterval(async () => {
          const result = await lookUp(operationId).catch(() => undefined);
          if (result) done(result);
        }, 500);
        const deadline = setTimeout(() => done(undefined), milliseconds);
        const done = (result: OperationResult | undefined) => {
          clearInterval(poll);
          clearTimeout(deadline);
          all.delete(done);
          if (all.size === 0) waiting.delete(operationId);
          resolve(result);
        };
        all.add(done);
      });
    },
  };
}
