import * as z from "zod";
import { topics } from "../_shared/contract/topics.ts";
import { defineFunction } from "../_shared/platform/function.ts";
import { deliver } from "./deliver.ts";
import { openEmail } from "./email.ts";
import { linkSettings } from "./links.ts";
import { openPush } from "./push.ts";

/**
 * Brings each notification to the person by Web Push, e-mail and in the app, once a channel and device, and keeps the
 * ledger. The links that a mail is about are made here. Retried while a push service or the mail server is out of order.
 */
export default defineFunction("notify", {
  shape: "event",
  subscribes: [{ topic: topics.notifications }],
  publishes: [topics.taskUpdates],
  bindings: ["smtp"],
  scaledBy: ["due-reminders"],
  internet: true,
  settings: {
    ...linkSettings,
    VAPID_PUBLIC_KEY: z.string(),
    VAPID_PRIVATE_KEY: z.string(),
    /** A mailto: or https: address at which push services reach the operator; Apple refuses a made-up one. */
    VAPID_SUBJECT: z.string().regex(/^(mailto:|https:)/),
  },
  secrets: {
    JWT_PRIVATE_JWK: "signing-key/private",
    VAPID_PUBLIC_KEY: "web-push/public",
    VAPID_PRIVATE_KEY: "web-push/private",
    VAPID_SUBJECT: "web-push/subject",
  },
  open(deps) {
    const { config, sidecar } = deps;
    const senders = { push: openPush(config), email: openEmail(sidecar, config.PUBLIC_URL) };
    return { on: { [topics.notifications]: deliver(deps, senders) } };
  },
});
