import webpush from "web-push";
import type { Deps } from "../_shared/dapr/deps.ts";
import type { Notification } from "../_shared/events/schemas.ts";
import {
  deletePushSubscription,
  type PushSubscriptionRow,
  touchPushSubscription,
} from "../_shared/store/push-subscriptions.ts";
import type { Outcome, Senders } from "./senders.ts";

interface Vapid {
  VAPID_PUBLIC_KEY: string;
  VAPID_PRIVATE_KEY: string;
  VAPID_SUBJECT: string;
}

/** Seconds a push service keeps a push for a device that is off. */
const ttl = 24 * 3600;
/** Milliseconds a push service may take; in-app, push and mail together stay within one handling. */
const timeout = 3000;

/** Opens the sender of Web Push (RFC 8030, encrypted by RFC 8291, signed by RFC 8292). */
export function openPush(config: Vapid): Senders["push"] {
  const vapidDetails = {
    subject: config.VAPID_SUBJECT,
    publicKey: config.VAPID_PUBLIC_KEY,
    privateKey: config.VAPID_PRIVATE_KEY,
  };
  return async (subscription, notification, deps) => {
    const { endpoint, p256dh, auth } = subscription;
    const request = webpush.generateRequestDetails(
      { endpoint, keys: { p256dh, auth } },
      JSON.stringify(payload(notification)),
      { vapidDetails, TTL: ttl, urgency: "high", topic: notification.reminder_id.replaceAll("-", "") },
    );
    const response = await reach(subscription, request.endpoint, {
      method: "POST",
      headers: request.headers as Record<string, string>,
      body: new Uint8Array(request.body ?? []),
      // A push service has no reason to send its callers elsewhere.
      redirect: "error",
      signal: AbortSignal.timeout(timeout),
    });
    if (!response) return { status: "failed", reason: "the push service could not be reached" };
    await response.arrayBuffer();
    return outcomeOf(response.status, subscription, notification, deps);
  };
}

// What never took a push may be no push service at all: tried again, it would hold up everyone behind it.
async function reach(
  { last_success_at }: PushSubscriptionRow,
  endpoint: string,
  options: RequestInit,
): Promise<Response | undefined> {
  try {
    return await fetch(endpoint, options);
  } catch (error) {
    if (last_success_at === null) return undefined;
    throw error;
  }
}

async function outcomeOf(
  status: number,
  subscription: PushSubscriptionRow,
  { user_id }: Notification,
  { db }: Deps,
): Promise<Outcome> {
  if (status >= 200 && status < 300) {
    // It was taken: a failure to note the day must not send it again.
    await touchPushSubscription(db, subscription.id).catch(() => undefined);
    return { status: "sent" };
  }
  if (status === 404 || status === 410) {
    await deletePushSubscription(db, user_id, subscription.id);
    return { status: "failed", reason: `the device has unsubscribed (${status})` };
  }
  if (status === 429 || status >= 500) throw new Error(`The push service answered ${status}.`);
  return { status: "failed", reason: `the push service refused it (${status})` };
}

/** What the service worker shows; the tag makes a repeated push replace itself. */
function payload(notification: Notification) {
  const { kind, title, body, task_id, reminder_id, due_at, remind_at, late } = notification;
  return { kind, title, body, tag: reminder_id, task_id, reminder_id, due_at, remind_at, late };
}
