import type { CommandCall } from "../../_shared/contract/schemas.ts";
import { submit } from "../../_shared/operations/submit.ts";
import { idempotencyKey, waitOf } from "../requests.ts";
import type { Context } from "../route.ts";
import { replyTo, type TaskReply } from "./reply.ts";

/** What performing needs of a request's context. */
type Performer = Pick<Context<unknown, unknown, unknown>, "deps" | "userId" | "actor" | "origin" | "request">;

/**
 * Sends the command of a request and answers like `replyTo`. The key is the request's Idempotency-Key unless one is
 * given.
 */
export async function perform(
  { deps, userId, actor, origin, request }: Performer,
  call: CommandCall,
  { key = idempotencyKey(request) }: { key?: string } = {},
): Promise<TaskReply> {
  const submission = { ...call, userId, actor, origin, key };
  return replyTo(await submit(deps, submission, waitOf(request)));
}
