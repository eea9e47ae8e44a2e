import * as z from "zod";
import type { FormerNotification, Notification, ToldNotification } from "../_shared/contract/schemas.ts";
import { reasons } from "../_shared/domain/reasons.ts";
import type { Config } from "../_shared/platform/config.ts";
import type { Deps } from "../_shared/platform/deps.ts";
import {
  confirmationIsOver,
  fits,
  issueConfirmation,
  issueReset,
  resetIsOver,
} from "../_shared/platform/mail-links.ts";
import { findPassword, type UserRow } from "../_shared/store/accounts/users.ts";
import { isFormer } from "./message.ts";

/** Mails that report a change of the account; their link only opens the client. */
const changeKinds = ["password-changed", "account-ends", "passkey-added", "passkey-removed"] as const;
const linkKinds = ["confirmation", "password-reset", ...changeKinds] as const;
type LinkKind = (typeof linkKinds)[number];

/** A notification that is nothing but a mail about the account. */
export type LinkNotification =
  | Extract<ToldNotification, { kind: LinkKind }>
  | (FormerNotification & { kind: LinkKind });

/** Whether a notification is only a mail, with a link. */
export const hasLink = (data: Notification): data is LinkNotification =>
  (linkKinds as readonly string[]).includes(data.kind);

/** The link of a mail as a path, or why no mail is sent; undefined when nobody needs it any more. */
type Link = { path: string } | { skip: string } | undefined;

/** Variables for signing links, with the key that `api` verifies. */
export const linkSettings = {
  /** Ed25519 private key, as a JWK in JSON. */
  JWT_PRIVATE_JWK: z.string(),
};

export type LinkDeps = Deps<Config & z.infer<z.ZodObject<typeof linkSettings>>>;

/**
 * Makes the link of a mail, when the mail is sent. It is valid from its request on; a link that has expired, or whose
 * password was changed meanwhile, is not mailed.
 */
export async function linkOf(deps: LinkDeps, data: LinkNotification, user: UserRow): Promise<Link> {
  const isProven = user.email_confirmed_at !== null;
  if (data.kind === "confirmation" && isProven) return undefined;
  const proves = "proves" in data && data.proves;
  if (data.kind !== "confirmation" && !isProven && !proves) return { skip: reasons.unconfirmed };
  if (isFormer(data)) return { path: data.link ?? "" };
  const requested = new Date(data.requested_at);
  if (data.kind === "confirmation") return confirmationLink(deps, user, requested);
  if (data.kind === "password-reset") return resetLink(deps, user, requested, data.replaces);
  return { path: "" };
}

async function confirmationLink({ config, now }: LinkDeps, user: UserRow, requested: Date): Promise<Link> {
  if (confirmationIsOver(requested, now())) return { skip: reasons.linkOver };
  return { path: `/#/confirm?token=${await issueConfirmation(signerOf(config), user, requested)}` };
}

async function resetLink(deps: LinkDeps, { id }: UserRow, requested: Date, replaces: string): Promise<Link> {
  const account = await findPassword(deps.db, id);
  if (resetIsOver(requested, deps.now()) || !fits(replaces, account?.password_hash))
    return { skip: reasons.linkOver };
  return { path: `/#/reset?token=${await issueReset(signerOf(deps.config), id, replaces, requested)}` };
}

const signerOf = ({ PUBLIC_URL, JWT_PRIVATE_JWK }: LinkDeps["config"]) => ({
  PUBLIC_URL,
  JWT_JWK: JWT_PRIVATE_JWK,
});
