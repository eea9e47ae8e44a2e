import { createHash } from "node:crypto";
import { type Actor, type OutgoingEvent, outgoing } from "../contract/envelope.ts";
import type { Origin } from "../contract/origin.ts";
import { problem, unavailable } from "../contract/problems.ts";
import { type CommandCall, commands, commandType, type OperationResult } from "../contract/schemas.ts";
import { derivedId, newId } from "../domain/ids.ts";
import type { Deps } from "../platform/deps.ts";
import { log, messageOf } from "../platform/log.ts";
import { findOperation, recordAccepted } from "../store/operations/operations.ts";
import type { Waiters } from "./waiters.ts";

/** What sending a command needs. */
type Sender = Pick<Deps, "sidecar" | "now">;

/** A command as the api sends it. */
export type Submission = CommandCall & {
  userId: string;
  actor: Actor;
  /** Where it comes from, when an assistant sends it. */
  origin?: Origin | null | undefined;
  /** The client's Idempotency-Key or a substitute for it. (Default: a new id) */
  key?: string | undefined;
};

/** An accepted submission, with its result if that came in time. */
export interface Submitted {
  id: string;
  result: OperationResult | undefined;
}

/** Longest time in milliseconds that a request waits for a publication; the sidecar may retry for longer. */
const publishTimeout = 6000;

/**
 * Sends a command and waits for its result. Throws `unavailable` when it may not have been sent, or when its state
 * cannot be queried afterwards; it can be repeated under the same key.
 */
export async function submit(
  deps: Sender & Pick<Deps, "db"> & { waiters: Waiters },
  submission: Submission,
  waitMs: number,
): Promise<Submitted> {
  const { id, fingerprint, event } = commandEvent(deps, submission);
  if (submission.key !== undefined) {
    const known = await findOperation(deps.db, submission.userId, id);
    if (known && known.fingerprint !== fingerprint) throw problem("idempotency-key-reused");
    if (known?.result) return { id, result: known.result };
  }
  const refused = new AbortController();
  const waiting = deps.waiters.wait(id, waitMs, refused.signal);
  await publish(deps, [event]).catch((error) => {
    refused.abort();
    throw error;
  });
  const result = await waiting;
  // Of two simultaneous requests under one key, the other one was executed.
  if (result?.fingerprint && result.fingerprint !== fingerprint) throw problem("idempotency-key-reused");
  if (!result) {
    const { userId: user_id, command, origin = null } = submission;
    await recordAccepted(deps.db, { id, user_id, command, fingerprint, origin }).catch(() => {
      // Without a stored operation the client must send the request again, which is only safe under its key.
      if (submission.key !== undefined)
        throw unavailable("The change was sent, but its state is unknown; query the operation later.");
    });
  }
  return { id, result };
}

/** Sends commands without waiting for their results; throws `unavailable` unless all were sent. */
export const submitAll = (deps: Sender, submissions: Submission[]): Promise<void> =>
  publish(
    deps,
    submissions.map((submission) => commandEvent(deps, submission).event),
  );

/** The id of the operation that belongs to a user's key. */
export const operationIdOf = (userId: string, key: string): string => derivedId("operation", userId, key);

/** The event of a command, with the operation's id and fingerprint. Throws when the command's schema refuses it. */
export function commandEvent(
  deps: Pick<Deps, "now">,
  { command, userId, actor, origin, arguments: args, key }: Submission,
  from = "api",
): { id: string; fingerprint: string; event: OutgoingEvent } {
  const id = key === undefined ? newId() : operationIdOf(userId, key);
  const fingerprint = createHash("sha256")
    .update(JSON.stringify([command, args]))
    .digest("base64url");
  const data = { operation_id: id, user_id: userId, actor, fingerprint, ...(origin && { origin }), ...args };
  // Checked here so that the caller gets the error; the function could only set it aside as a dead letter.
  commands[command].parse(data);
  const event = outgoing(command, {
    ...{ id, from, type: commandType(command), actor, origin, time: deps.now(), data },
    ...{ userId, taskId: "task_id" in args ? args.task_id : undefined, operationId: id },
  });
  return { id, fingerprint, event };
}

/** Publishes commands; throws `unavailable` unless all were sent. */
export async function publish(deps: Pick<Deps, "sidecar">, events: OutgoingEvent[]): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error("the sidecar took too long")),
      publishTimeout + events.length * 20,
    );
  });
  try {
    await Promise.race([deps.sidecar.publish(events), late]);
  } catch (error) {
    log("warn", "cannot publish", { error: messageOf(error) });
    throw unavailable("Changes cannot be accepted at the moment; reading still works.");
  } finally {
    clearTimeout(timer);
  }
}
