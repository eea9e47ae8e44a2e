import type { PushKey, Subscribed } from "../../../functions/_shared/contract/api/notifications.ts";
import type { Session } from "./session.ts";

/** Sends a browser's subscription to the server; returns its id there. */
export async function registerPush(session: Session, made: PushSubscription): Promise<string> {
  const { endpoint, keys } = made.toJSON();
  const body = { endpoint, keys, device: deviceName() };
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

/** A name of the device that a person would recognise. */
function deviceName(): string {
  const agent = navigator.userAgent;
  const system =
    /(iPhone|iPad|Android|Windows|Mac OS X|CrOS|Linux)/.exec(agent)?.[1]?.replace("Mac OS X", "Mac") ?? "";
  const browser = /(Edg|OPR|Firefox|SamsungBrowser|Chrome|Safari)\//.exec(agent)?.[1] ?? "Browser";
  return `${browser.replace("Edg", "Edge").replace("OPR", "Opera")}${system && ` · ${system}`}`;
}
