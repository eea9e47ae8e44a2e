import { apiOver, keysOf, type ToolContext } from "../_shared/assistant/index.ts";
import { callHeaders } from "../_shared/contract/internal.ts";
import type { Origin } from "../_shared/contract/origin.ts";
import { operationIdOf } from "../_shared/operations/submit.ts";
import type { Access } from "../_shared/platform/access.ts";
import type { Deps } from "../_shared/platform/deps.ts";
import { findUser } from "../_shared/store/accounts/users.ts";
import { findOperation } from "../_shared/store/operations/operations.ts";
import { holderOf } from "../_shared/store/plans/holder.ts";

/** Seconds that `api` may wait for the result of an operation. */
const wait = 20;

/** Where the changes of a token come from. */
const originOf = ({ clientId, clientName, tokenId }: Access): Origin => ({
  client_id: clientId,
  client_name: clientName.slice(0, 100),
  token_id: tokenId,
  conversation_id: null,
  // The api knows which calls belong together.
  turn_id: "",
});

/** The context of a token's calls; undefined when the account was erased. */
export async function contextOf(
  deps: Deps,
  access: Access,
): Promise<Omit<ToolContext, "key" | "repeated"> | undefined> {
  const user = await findUser(deps.db, access.userId);
  if (!user) return undefined;
  return {
    api: apiOver(deps.sidecar, callHeaders(access.userId, originOf(access)), wait),
    now: deps.now(),
    zone: user.time_zone,
    language: user.language,
    publicUrl: deps.config.PUBLIC_URL,
    mayRead: access.scopes.includes("tasks:read"),
  };
}

/**
 * The idempotency key of a call: the client's own, else one that the same call has within ten seconds. `repeated` when
 * an operation of the token has it already; any replica finds it.
 */
export async function keyOf(
  { db, now }: Pick<Deps, "db" | "now">,
  access: Access,
  tool: string,
  args: unknown,
): Promise<{ key: string; repeated: boolean }> {
  const own = (args as { idempotency_key?: unknown } | undefined)?.idempotency_key;
  const keys = typeof own === "string" ? [`own/${own}`] : keysOf(tool, args, now());
  const holder = holderOf(originOf(access));
  for (const key of keys) {
    // The api scopes the keys of assistants like this.
    const id = operationIdOf(access.userId, `${holder}/${key}`);
    if (await findOperation(db, access.userId, id)) return { key, repeated: true };
  }
  return { key: keys[0] as string, repeated: false };
}
