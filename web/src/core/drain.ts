import { newId } from "../../../functions/_shared/domain/ids.ts";
import { ApiError } from "./api.ts";
import { deliver } from "./deliver.ts";
import type { Op } from "./ops.ts";
import { markSent, type Settled, sendable, settle } from "./replica.ts";
import type { Session } from "./session.ts";
import type { Storage } from "./storage.ts";

/** Number of concurrent requests; operations of one task are sent sequentially. */
const atOnce = 5;

/**
 * Sends an account's queue until it is empty, with one drain at a time on this device. Throws the error that stopped
 * it; the remaining operations are sent the next time.
 */
export const drain = (
  user: string,
  storage: Storage,
  session: Session,
  onSettled: (op: Op, settled: Settled) => void,
): Promise<void> =>
  navigator.locks.request(`taskwake-drain-${user}`, () => sendAll(storage, session, onSettled));

async function sendAll(
  storage: Storage,
  session: Session,
  onSettled: (op: Op, settled: Settled) => void,
): Promise<void> {
  const underWay = new Map<string, Promise<void>>();
  let fault: unknown;
  for (;;) {
    const ready = sendable(await storage.read((tx) => tx.ops()));
    for (const op of ready.filter(({ id }) => !underWay.has(id))) {
      if (fault || underWay.size >= atOnce) break;
      const one = sendOne(storage, session, op, onSettled).catch((error) => {
        fault ??= error;
      });
      underWay.set(
        op.id,
        one.finally(() => underWay.delete(op.id)),
      );
    }
    if (underWay.size === 0) break;
    await Promise.race(underWay.values());
  }
  if (fault) throw fault;
}

async function sendOne(
  storage: Storage,
  session: Session,
  { id }: Op,
  onSettled: (op: Op, settled: Settled) => void,
): Promise<void> {
  const op = await storage.write((tx) => markSent(tx, id));
  if (!op) return;
  const operationOf = async (of: string) => (await storage.read((tx) => tx.applied(of)))?.operationId;
  const outcome = await deliver(session, op, operationOf);
  const settled = await storage.write((tx) => settle(tx, op, outcome, newId()));
  onSettled(op, settled);
}

/** Milliseconds until the next attempt, after so many failures in a row. */
export function pauseAfter(failures: number, error?: unknown): number {
  if (error instanceof ApiError && error.retryAfter) return error.retryAfter * 1000;
  return Math.min(30_000, 500 * 2 ** failures) * (0.75 + Math.random() / 2);
}
