import * as z from "zod";
import { ConfirmationSent } from "../../_shared/contract/api/account.ts";
import type { OutgoingEvent } from "../../_shared/contract/envelope.ts";
import { notificationEvent } from "../../_shared/contract/notification.ts";
import { unavailable } from "../../_shared/contract/problems.ts";
import { confirmEmail, type UserRow } from "../../_shared/store/accounts/users.ts";
import { wordsIn } from "../../_shared/words/index.ts";
import { confirmationHours, issueConfirmation, readConfirmation } from "../auth/confirmations.ts";
import { invalidLink } from "../auth/mail-links.ts";
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
  // The link may be opened where nobody is logged in; the token says whose address it is.
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
 * Sends the link that confirms an account's address, unless it is confirmed or is none, as an external issuer may
 * have given none. Throws the problem `too-many-requests` or `unavailable`.
 */
export async function sendConfirmation(deps: ApiDeps, user: UserRow): Promise<void> {
  if (user.email_confirmed_at || !z.email().safeParse(user.email).success) return;
  // Anyone can register anybody's address: what it gets is little.
  await deps.limits.confirmation(user.email);
  await deps.sidecar.publish([await confirmationEvent(deps, user)]).catch(() => {
    throw unavailable("Mail cannot be sent at the moment.");
  });
}

async function confirmationEvent(deps: ApiDeps, user: UserRow): Promise<OutgoingEvent> {
  const { confirmation } = wordsIn(user.language);
  return notificationEvent("api", "person", deps.now(), {
    ...{ user_id: user.id, reminder_id: deps.newId(), kind: "confirmation" },
    title: confirmation.title,
    body: confirmation.body(confirmationHours),
    link: `/#/confirm?token=${await issueConfirmation(deps.tokens, user)}`,
  });
}
