import * as z from "zod";
import { topics } from "../_shared/contract/topics.ts";
import { defineFunction } from "../_shared/platform/function.ts";
import { openCourier } from "./courier.ts";
import { deliver } from "./deliver.ts";
import { openEmail } from "./email.ts";
import { linkSettings } from "./links.ts";
import { openPush } from "./push.ts";
import { withSpans } from "./senders.ts";

/**
 * Delivers each notification by Web Push, e-mail and in the app, once per channel and device, and keeps the ledger. It
 * makes the links in mails. It stores a notification and acknowledges it at once; from the table it delivers to many
 * people in parallel and to each in order, so that a push service that fails or hangs delays nobody else. What fails is
 * a row with its next try.
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
    /** A mailto: or https: address at which push services reach the operator; Apple refuses an invented one. */
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
    const senders = withSpans({ push: openPush(config), email: openEmail(sidecar, config.PUBLIC_URL) });
    const courier = openCourier(deps, deliver(deps, senders));
    return { on: { [topics.notifications]: courier.take }, onStart: courier.start, onStop: courier.stop };
  },
});
