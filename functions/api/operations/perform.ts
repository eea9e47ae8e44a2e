import type { CommandCall } from "../../_shared/contract/schemas.ts";
import { submit } from "../../_shared/operations/submit.ts";
import { admit, scopedKey } from "../plans/admit.ts";
import { idempotencyKey, waitOf } from "../requests.ts";
import type { Context } from "../route.ts";
import { replyTo, type TaskReply } from "./reply.ts";

/** What performing needs of a request's context. */
type Performer = Pick<Context<unknown, unknown, unknown>, "deps" | "userId" | "actor" | "origin" | "request">;

/**
 * Sends the command of a request, under its Idempotency-Key, and answers like `replyTo`. An assistant's command is sent
 * only within the bounds; beyond them it becomes a plan, and the problem `confirmation-required` is thrown.
 */
export async function perform(by: Performer, call: CommandCall): Promise<TaskReply> {
  const { deps, userId, actor, request } = by;
  const { key, origin } = await admitted(by, call);
  return replyTo(await submit(deps, { ...call, userId, actor, origin, key }, waitOf(request)));
}

async function admitted({ origin, ...by }: Performer, call: CommandCall) {
  const given = idempotencyKey(by.request);
  if (!origin) return { key: given, origin };
  const key = scopedKey(origin, given ?? by.deps.newId());
  return { key, origin: await admit({ ...by, origin }, call, key) };
}
