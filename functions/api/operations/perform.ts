import type { CommandCall } from "../../_shared/contract/schemas.ts";
import { submit } from "../../_shared/operations/submit.ts";
import { idempotencyKey, waitOf } from "../requests.ts";
import type { Context } from "../route.ts";
import { replyTo, type TaskReply } from "./reply.ts";

/**
 * Sends the command of a request and answers like `replyTo`. The key is the request's Idempotency-Key unless one is
 * given.
 */
export async function perform(
  { deps, userId, request }: Pick<Context<unknown, unknown, unknown>, "deps" | "userId" | "request">,
  call: CommandCall,
  { key = idempotencyKey(request) }: { key?: string } = {},
): Promise<TaskReply> {
  const submission = { ...call, userId, actor: "person" as const, key };
  return replyTo(await submit(deps, submission, waitOf(request)));
}
