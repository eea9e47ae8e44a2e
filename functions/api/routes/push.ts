import { ECDH } from "node:crypto";
import * as z from "zod";
import { Device, NotificationSent, PushKey, Subscribed } from "../../_shared/contract/api/notifications.ts";
import { list } from "../../_shared/contract/api/parts.ts";
import { notificationEvent } from "../../_shared/contract/notification.ts";
import { problem, unavailable } from "../../_shared/contract/problems.ts";
import { Uuid } from "../../_shared/contract/uuid.ts";
import { Text } from "../../_shared/domain/task/task.ts";
import {
  deletePushSubscription,
  listDevices,
  savePushSubscription,
} from "../../_shared/store/accounts/push-subscriptions.ts";
import type { UserRow } from "../../_shared/store/accounts/users.ts";
import type { ApiDeps } from "../deps.ts";
import { route } from "../route.ts";
import { knownAccount } from "./account.ts";

const tag = "Notifications";
const params = z.object({ id: Uuid });
const key = (characters: number) =>
  z.string().regex(new RegExp(`^[A-Za-z0-9_-]{${characters}}={0,2}$`), "must be a key in base64url");

const publicKey = route({
  method: "GET",
  path: "/v1/push-key",
  tag,
  summary: "The VAPID public key to subscribe with",
  responses: { 200: PushKey },
  handle: async ({ deps }) => ({ status: 200, body: { public_key: deps.config.VAPID_PUBLIC_KEY } }),
});

const subscribe = route({
  method: "POST",
  path: "/v1/push-subscriptions",
  tag,
  summary: "Subscribe this device to push notifications",
  body: z.strictObject({
    endpoint: z.url().max(2000),
    keys: z.strictObject({ p256dh: key(87).refine(isPoint, "is not a point of P-256"), auth: key(22) }),
    expirationTime: z.number().nullable().optional(),
    device: Text.trim().max(200).default(""),
  }),
  responses: { 201: Subscribed },
  async handle({ deps, userId, sessionId, body: { endpoint, keys, device } }) {
    if (!isPushService(endpoint, deps.config.PUSH_SERVICES))
      throw problem("invalid", "This endpoint is not one of a known push service.");
    const subscription = { id: deps.newId(), endpoint, ...keys, device };
    const id = await savePushSubscription(deps.db, userId, subscription, sessionId);
    if (!id) throw problem("unauthenticated", "This session has ended.");
    return { status: 201, body: { id } };
  },
});

const devices = route({
  method: "GET",
  path: "/v1/push-subscriptions",
  tag,
  summary: "Your devices that get push notifications",
  responses: { 200: list(Device) },
  async handle({ deps, userId }) {
    return { status: 200, body: { results: await listDevices(deps.db, userId) } };
  },
});

const unsubscribe = route({
  method: "DELETE",
  path: "/v1/push-subscriptions/{id}",
  tag,
  summary: "Unsubscribe a device",
  params,
  responses: { 204: null },
  async handle({ deps, userId, params: { id } }) {
    if (!(await deletePushSubscription(deps.db, userId, id))) throw problem("not-found");
    return { status: 204 };
  },
});

const test = route({
  method: "POST",
  path: "/v1/push-subscriptions/test",
  tag,
  summary: "Send a test notification to all your devices",
  responses: { 202: NotificationSent },
  async handle({ deps, userId }) {
    await deps.limits.test(userId);
    const event = testEvent(deps, await knownAccount(deps, userId));
    await deps.sidecar.publish([event]).catch(() => {
      throw unavailable("Notifications cannot be sent at the moment.");
    });
    return { status: 202, body: { notification_id: event.event.id } };
  },
});

export const pushRoutes = [publicKey, subscribe, devices, unsubscribe, test];

function isPoint(text: string): boolean {
  try {
    ECDH.convertKey(text, "prime256v1", "base64url", "base64url", "compressed");
    // Uncompressed, as browsers make it; OpenSSL would also take the hybrid form.
    return Buffer.from(text, "base64url")[0] === 4;
  } catch {
    return false;
  }
}

/** Whether an endpoint belongs to an allowed origin: the server must not call an address that a client invents. */
function isPushService(endpoint: string, allowed: string): boolean {
  const { protocol, host, username } = new URL(endpoint);
  if (username) return false;
  return allowed.split(",").some((origin) => {
    const [scheme, pattern = ""] = origin.trim().split("://");
    if (`${scheme}:` !== protocol) return false;
    return pattern.startsWith("*.") ? isBelow(host, pattern.slice(1)) : host === pattern;
  });
}

const isBelow = (host: string, domain: string): boolean =>
  host.endsWith(domain) && host.length > domain.length;

const testEvent = (deps: ApiDeps, { id: user_id }: UserRow) => {
  const now = deps.now();
  return notificationEvent("api", "person", now, {
    ...{ kind: "test", user_id, notification_id: deps.newId(), requested_at: now.toISOString() },
  });
};
