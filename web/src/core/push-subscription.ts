import type { PushKey, Subscribed } from "../../../functions/_shared/contract/api/notifications.ts";
import { deviceOf } from "../../../functions/_shared/domain/device.ts";
import type { Session } from "./session.ts";

/** Sends a browser's subscription to the server; returns its id there. */
export async function registerPush(session: Session, made: PushSubscription): Promise<string> {
  const { endpoint, keys } = made.toJSON();
  const body = { endpoint, keys, device: deviceOf(navigator.userAgent) };
  const answer = await session.request("/v1/push-subscriptions", { method: "POST", body });
  return (answer.body as Subscribed).id;
}

/** Subscribes to the browser's push service, with the server's key. */
export async function subscribePush(
  session: Session,
  { pushManager }: ServiceWorkerRegistration,
): Promise<PushSubscription> {
  const { public_key } = (await session.request("/v1/push-key")).body as PushKey;
  return pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: public_key });
}
