import * as z from "zod";
import { ResetSent } from "../../_shared/contract/api/account.ts";
import { Email, Password } from "../../_shared/contract/api/parts.ts";
import { notificationEvent } from "../../_shared/contract/notification.ts";
import { unavailable } from "../../_shared/contract/problems.ts";
import { log, messageOf } from "../../_shared/platform/log.ts";
import { fits, invalidLink, printOf, readReset, resetHours } from "../../_shared/platform/mail-links.ts";
import { endAllSessions } from "../../_shared/store/accounts/sessions.ts";
import {
  confirmEmail,
  findCredentials,
  findPassword,
  setPassword,
} from "../../_shared/store/accounts/users.ts";
import { hashPassword } from "../auth/passwords.ts";
import { checkStrength } from "../auth/strength.ts";
import type { ApiDeps } from "../deps.ts";
import { route } from "../route.ts";

const tag = "Account";

const forgot = route({
  method: "POST",
  path: "/v1/auth/forgot-password",
  tag,
  summary:
    "Send a link that sets a new password, if the address is the confirmed one of an account; the answer does not say whether it is",
  open: true,
  body: z.strictObject({ email: Email }),
  responses: { 202: ResetSent },
  async handle({ deps, body: { email }, ip }) {
    await deps.limits.forgotten(email, ip);
    // The same answer is sent without an account, and `notify` finds nobody: nothing may differ, not even the time.
    const user = await findCredentials(deps.db, email);
    // A person of an external issuer has no password here.
    const target = user?.password_hash
      ? { id: user.id, hash: user.password_hash }
      : { id: deps.newId(), hash: "" };
    await deps.sidecar.publish([resetEvent(deps, target, false)]).catch(() => {
      throw unavailable("Mail cannot be sent at the moment.");
    });
    return { status: 202, body: { valid_hours: resetHours } };
  },
});

function resetEvent(deps: ApiDeps, { id: user_id, hash }: { id: string; hash: string }, proves: boolean) {
  const now = deps.now();
  return notificationEvent("api", "person", now, {
    ...{ kind: "password-reset", user_id, notification_id: deps.newId(), requested_at: now.toISOString() },
    replaces: printOf(hash),
    ...(proves && { proves }),
  });
}

/**
 * Mails the owner of an address that somebody has registered: a link to a new password, which also confirms the address.
 * So nobody can keep another's address by registering it first. It goes few times an hour. Throws the problem
 * `too-many-requests` or `unavailable`, with an account as without.
 */
export async function offerAccount(deps: ApiDeps, email: string): Promise<void> {
  await deps.limits.confirmation(email);
  const user = await findCredentials(deps.db, email);
  // A person of an external issuer has no password here; `notify` finds nobody.
  const target = user?.password_hash
    ? { id: user.id, hash: user.password_hash }
    : { id: deps.newId(), hash: "" };
  await deps.sidecar.publish([resetEvent(deps, target, true)]).catch(() => {
    throw unavailable("Mail cannot be sent at the moment.");
  });
}

/** What a person is told by mail; a change does not wait for it. */
type Told =
  | { kind: "password-changed" }
  | { kind: "account-ends"; erase_at: string }
  | { kind: "passkey-added" | "passkey-removed"; name: string };

/** Tells the person of a change of their account by mail. */
export function tell(deps: ApiDeps, user_id: string, what: Told): void {
  const now = deps.now();
  const event = notificationEvent("api", "system", now, {
    ...{ ...what, user_id, notification_id: deps.newId(), requested_at: now.toISOString() },
  });
  void deps.sidecar
    .publish([event])
    .catch((error) => log("warn", `cannot tell: ${what.kind}`, { error: messageOf(error) }));
}

const reset = route({
  method: "POST",
  path: "/v1/auth/reset-password",
  tag,
  summary: "Set a new password by the token of the link that was sent; all sessions end",
  open: true,
  body: z.strictObject({ token: z.string().max(2000), password: Password }),
  responses: { 204: null },
  async handle({ deps, body, ip }) {
    await deps.limits.reset(ip);
    const { id, replaces } = await readReset(deps.tokens, body.token);
    const user = await findPassword(deps.db, id);
    if (!user?.password_hash || !fits(replaces, user.password_hash)) throw invalidLink();
    checkStrength(body.password, user.email);
    const change = { before: user.password_hash, after: await hashPassword(body.password) };
    await deps.db.transaction(async (tx) => {
      if (!(await setPassword(tx, id, change))) throw invalidLink();
      // The link came by mail, so its user owns the address.
      await confirmEmail(tx, id, user.email);
      await endAllSessions(tx, id);
    });
    tell(deps, id, { kind: "password-changed" });
    // Failed log-ins before the reset no longer count.
    await deps.limits.stranger(user.email, ip).forgive();
    return { status: 204 };
  },
});

export const passwordRoutes = [forgot, reset];
