import type { Origin } from "../../_shared/contract/origin.ts";
import { problem } from "../../_shared/contract/problems.ts";
import type { CommandCall } from "../../_shared/contract/schemas.ts";
import { limits } from "../../_shared/domain/limits.ts";
import { operationIdOf } from "../../_shared/operations/submit.ts";
import { countChange } from "../../_shared/store/plans/bounds.ts";
import { holderOf } from "../../_shared/store/plans/holder.ts";
import type { Context } from "../route.ts";
import { accountGone } from "../routes/account.ts";
import { propose } from "./propose.ts";

/** The request of an assistant. */
export type ByAssistant = Pick<
  Context<unknown, unknown, unknown>,
  "deps" | "userId" | "actor" | "request"
> & {
  origin: Origin;
};

/** An assistant's key as it is used: no assistant can use the key of a person, of a plan or of another assistant. */
export const scopedKey = (origin: Origin, key: string): string => `${holderOf(origin)}/${key}`;

/** Whether a command always needs the person's confirmation. */
export const needsConfirmation = ({ command, arguments: args }: CommandCall): boolean =>
  command === "delete-task" || (command === "update-task" && "recurrence" in args.patch);

/**
 * Admits one change that an assistant makes by itself, under its key, and returns the origin with its turn. What is
 * beyond the bounds becomes a plan, and throws `confirmation-required` with it.
 */
export async function admit(by: ByAssistant, call: CommandCall, key: string): Promise<Origin> {
  const { arguments: args } = call;
  if ("version" in args && args.version === null)
    throw problem("version-required", "An assistant names the version that it changes.");
  const counted = needsConfirmation(call) ? undefined : await counting(by, call, key);
  if (counted?.within) return { ...by.origin, turn_id: counted.turnId };
  return refer(by, call, key);
}

async function counting({ deps, userId, origin }: ByAssistant, { command }: CommandCall, key: string) {
  const kind = command === "create-task" ? ("create" as const) : ("change" as const);
  const counted = await deps.db.transaction((tx) =>
    countChange(tx, {
      ...{ userId, holder: holderOf(origin), operationId: operationIdOf(userId, key), kind },
      ...{ turnId: origin.turn_id || undefined, newTurnId: deps.newId(), now: deps.now() },
      most: kind === "create" ? limits.turnCreates : limits.turnChanges,
    }),
  );
  if (!counted) throw accountGone();
  return counted;
}

/** Makes a plan of one change and throws `confirmation-required` with it. */
async function refer({ deps, ...by }: ByAssistant, call: CommandCall, key: string): Promise<never> {
  const plan = await propose(deps, { ...by, calls: [call], key });
  throw problem("confirmation-required", "Nothing was changed; the person looks at the plan first.", {
    plan,
  });
}
