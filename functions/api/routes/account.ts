import type { Me } from "../../_shared/contract/api/account.ts";
import { problem } from "../../_shared/contract/problems.ts";
import { Settings } from "../../_shared/domain/settings.ts";
import { findUser, type UserRow } from "../../_shared/store/accounts/users.ts";
import type { ApiDeps } from "../deps.ts";

/** The caller's account; throws the problem `unauthenticated` when it was erased. */
export async function knownAccount(deps: ApiDeps, userId: string): Promise<UserRow> {
  const user = await findUser(deps.db, userId);
  if (!user) throw accountGone();
  return user;
}

/** The problem of a session whose account was erased. */
export const accountGone = () => problem("unauthenticated", "This account no longer exists.");

/** An account as the API returns it. */
export function accountView(user: UserRow): Me {
  const { id, email, name, time_zone, language } = user;
  return {
    id,
    email,
    email_confirmed: user.email_confirmed_at !== null,
    name,
    time_zone,
    language,
    ...Settings.parse(user.settings),
    created_at: user.created_at.toISOString(),
  };
}
