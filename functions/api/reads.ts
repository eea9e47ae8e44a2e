import type { IncomingMessage, ServerResponse } from "node:http";
import { problem } from "../_shared/contract/problems.ts";
import { openPlaces } from "../_shared/platform/gate.ts";
import type { Limits } from "./auth/limits.ts";

/** Answers that one person may be reading at a time on a replica, and requests that wait for one of them to end. */
const atATime = 4;
const waiting = 100;
/** Milliseconds after which a caller that takes nothing of an answer is disconnected. */
const patience = 60_000;

/**
 * Bounds what the reads of one person cost everybody: how many answers are in memory at a time, and how many bytes are
 * sent within a minute. Resolves when the read may begin. Throws the problem `too-many-requests`.
 */
export function openReads(limits: Limits) {
  const places = openPlaces(atATime, waiting, () =>
    problem("too-many-requests", "Too many requests at a time.", { retryAfter: 1 }),
  );
  return async (userId: string, { socket }: IncomingMessage, response: ServerResponse): Promise<void> => {
    await limits.read(userId);
    const leave = await places(userId);
    const before = socket.bytesWritten;
    const end = () => {
      leave();
      limits.sent(userId, socket.bytesWritten - before);
    };
    if (response.destroyed) return end();
    response.once("close", end);
    response.setTimeout(patience, () => response.destroy());
  };
}
