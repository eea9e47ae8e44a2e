import * as z from "zod";
import { ConfirmationSent } from "../../_shared/contract/api/account.ts";
import { Email } from "../../_shared/contract/api/parts.ts";
import { notificationEvent } from "../../_shared/contract/notification.ts";
import { unavailable } from "../../_shared/contract/problems.ts";
import { invalidLink, readConfirmation } from "../../_shared/platform/mail-links.ts";
import { confirmEmail, type UserRow } from "../../_shared/store/accounts/users.ts";
import type { ApiDeps } from "../deps.ts";
import { route } from "../route.ts";
import { knownAccount } from "./account.ts";

const tag = "Account";

const send = route({
  method: "POST",
  path: "/v1/me/email/confirmation",
  tag,
  summary: "Send a link to your e-mail address that confirms it; mail goes to a confirmed address only",
  responses: { 202: ConfirmationSent },
  async handle({ deps, userId }) {
    const user = await knownAccount(deps, userId);
    await sendConfirmation(deps, user);
    return { status: 202, body: { email_confirmed: user.email_confirmed_at !== null } };
  },
});

const confirm = route({
  method: "POST",
  path: "/v1/me/email/confirm",
  tag,
  summary: "Confirm an e-mail address by the token of the link that was sent to it",
  // The link may be opened in a browser without a session; its token contains the account.
  open: true,
  body: z.strictObject({ token: z.string().max(2000) }),
  responses: { 204: null },
  async handle({ deps, body }) {
    const { id, email } = await readConfirmation(deps.tokens, body.token);
    if (!(await confirmEmail(deps.db, id, email))) throw invalidLink();
    return { status: 204 };
  },
});

export const emailRoutes = [send, confirm];

/**
 * Requests the link that confirms an account's address, unless the address is confirmed or missing, as it may be with
 * an external issuer. Throws the problem `too-many-requests` or `unavailable`.
 */
export async function sendConfirmation(deps: ApiDeps, user: UserRow): Promise<void> {
  if (user.email_confirmed_at || !Email.safeParse(user.email).success) return;
  // Anyone can register anyone's address, so an address gets few mails.
  await deps.limits.confirmation(user.email);
  await deps.sidecar.publish([confirmationEvent(deps, user)]).catch(() => {
    throw unavailable("Mail cannot be sent at the moment.");
  });
}

function confirmationEvent(deps: ApiDeps, { id: user_id }: UserRow) {
  const now = deps.now();
  return notificationEvent("api", "person", now, {
    ...{ kind: "confirmation", user_id, notification_id: deps.newId(), requested_at: now.toISOString() },
  });
}
