import webpush from "web-push";
import type { PushPayload } from "../_shared/contract/outward.ts";
import { reasons } from "../_shared/domain/reasons.ts";
import type { Deps } from "../_shared/platform/deps.ts";
import {
  deletePushSubscription,
  type PushSubscriptionRow,
  touchPushSubscription,
} from "../_shared/store/accounts/push-subscriptions.ts";
import type { Message } from "./message.ts";
import type { Outcome, Senders } from "./senders.ts";

interface Vapid {
  VAPID_PUBLIC_KEY: string;
  VAPID_PRIVATE_KEY: string;
  VAPID_SUBJECT: string;
}

/** Seconds for which a push service keeps a push for a device that is off. */
const ttl = 24 * 3600;
/** Milliseconds a push service may take: less than the claim of a delivery, and so many that a push is rarely sent again. */
const timeout = 10_000;

/** Opens the sender of Web Push (RFC 8030, encrypted by RFC 8291, signed by RFC 8292). */
export function openPush(config: Vapid): Senders["push"] {
  const authorization = openAuthorization(config);
  return async (subscription, message, deps) => {
    const { endpoint, p256dh, auth } = subscription;
    const request = webpush.generateRequestDetails(
      { endpoint, keys: { p256dh, auth } },
      JSON.stringify(payload(message)),
      { TTL: ttl, urgency: "high", topic: message.id.replaceAll("-", "") },
    );
    const response = await reach(subscription, request.endpoint, {
      method: "POST",
      headers: { ...(request.headers as Record<string, string>), Authorization: authorization(endpoint) },
      body: new Uint8Array(request.body ?? []),
      // A push service has no reason to redirect.
      redirect: "error",
      signal: AbortSignal.timeout(timeout),
    });
    if (!response) return { status: "failed", reason: reasons.pushUnreachable };
    await response.arrayBuffer();
    return outcomeOf(response.status, subscription, message, deps);
  };
}

/** Milliseconds for which a signature is reused; it is valid for 12 hours. */
const signatureAge = 3600_000;

/**
 * The sender's authorization for a push service: signed once an hour for each, since signing costs more than the push
 * (RFC 8292, 2).
 */
function openAuthorization({ VAPID_SUBJECT, VAPID_PUBLIC_KEY, VAPID_PRIVATE_KEY }: Vapid) {
  const signed = new Map<string, string>();
  let since = Date.now();
  return (endpoint: string): string => {
    if (Date.now() - since > signatureAge) signed.clear();
    if (signed.size === 0) since = Date.now();
    const { origin } = new URL(endpoint);
    const sign = () =>
      webpush.getVapidHeaders(origin, VAPID_SUBJECT, VAPID_PUBLIC_KEY, VAPID_PRIVATE_KEY, "aes128gcm")
        .Authorization;
    const known = signed.get(origin) ?? sign();
    signed.set(origin, known);
    return known;
  };
}

// An endpoint that never accepted a push may be no push service at all; retries would delay everyone behind it.
async function reach(
  { last_success_at }: PushSubscriptionRow,
  endpoint: string,
  options: RequestInit,
): Promise<Response | undefined> {
  try {
    return await fetch(endpoint, options);
  } catch (error) {
    if (last_success_at === null) return undefined;
    throw new Error(reasons.pushUnreachable, { cause: error });
  }
}

async function outcomeOf(
  status: number,
  subscription: PushSubscriptionRow,
  { user_id }: Message,
  { db }: Deps,
): Promise<Outcome> {
  if (status >= 200 && status < 300) {
    // The push was accepted: a failure to record the day must not send it again.
    await touchPushSubscription(db, subscription.id).catch(() => undefined);
    return { status: "sent" };
  }
  if (status === 404 || status === 410) {
    await deletePushSubscription(db, user_id, subscription.id);
    return { status: "failed", reason: `${reasons.unsubscribed} (${status})` };
  }
  if (status === 429 || status >= 500) throw new Error(`${reasons.pushOutOfOrder} (${status})`);
  return { status: "failed", reason: `${reasons.pushRefused} (${status})` };
}

/** The content for the service worker; the tag makes a repeated push replace the first one. */
function payload({ id, body, ...message }: Message): PushPayload {
  const { kind, user_id, title, task_id, due, due_at, remind_at, late } = message;
  const about = { task_id, reminder_id: id, due, due_at, remind_at, late };
  return { kind, user_id, title, body: shortened(body), tag: id, ...about };
}

// Push services accept 4 KB (RFC 8291); the rest of a payload needs less than 1.5 KB.
function shortened(body: string): string {
  const most = 2400;
  const bytes = Buffer.from(body);
  if (bytes.length <= most) return body;
  // Cut between two characters: a continuation byte begins with the bits 10.
  let end = most;
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return `${bytes.subarray(0, end).toString()}…`;
}
