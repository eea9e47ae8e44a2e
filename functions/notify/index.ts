import * as z from "zod";
import { Notification } from "../_shared/contract/schemas.ts";
import { topics } from "../_shared/contract/topics.ts";
import { loadConfig } from "../_shared/platform/config.ts";
import { openDeps } from "../_shared/platform/deps.ts";
import { serve } from "../_shared/platform/serve.ts";
import { deliver } from "./deliver.ts";
import { openEmail } from "./email.ts";
import { openPush } from "./push.ts";

/**
 * Woken by `notifications`: brings each to the person by Web Push, e-mail and in the app, once a channel
 * and device, and keeps the ledger. Tried again while a push service or the mail server is out of order.
 */
const config = loadConfig(process.env, {
  VAPID_PUBLIC_KEY: z.string(),
  VAPID_PRIVATE_KEY: z.string(),
  /** A mailto: or https: address at which push services reach the operator; Apple refuses a made-up one. */
  VAPID_SUBJECT: z.string().regex(/^(mailto:|https:)/),
});
const deps = openDeps(config);
const senders = { push: openPush(config), email: openEmail(deps.sidecar, config.PUBLIC_URL) };

serve(deps, {
  subscriptions: [{ topic: topics.notifications, schema: Notification, handle: deliver(deps, senders) }],
});
