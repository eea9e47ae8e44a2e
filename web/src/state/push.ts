import { signal } from "@preact/signals";
import type { Device } from "../../../functions/_shared/contract/api/notifications.ts";
import type { List } from "../../../functions/_shared/contract/api/parts.ts";
import { registerPush, subscribePush } from "../core/push-subscription.ts";
import { session } from "./session.ts";

export type PushState = "unknown" | "unsupported" | "denied" | "off" | "on";

/** Whether this device receives notifications. */
export const pushState = signal<PushState>("unknown");

export type { Device };

const idKey = "taskwake-push";
/** The last endpoint sent to the server; removed when it must be sent again. */
const endpointKey = "taskwake-push-endpoint";

const supported = () => "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

/** Determines the state of this device. */
export async function readPushState(): Promise<void> {
  if (!supported()) pushState.value = "unsupported";
  else if (Notification.permission === "denied") pushState.value = "denied";
  else pushState.value = (await subscription()) && Notification.permission === "granted" ? "on" : "off";
}

async function subscription(): Promise<PushSubscription | null> {
  const registration = await navigator.serviceWorker.getRegistration();
  return (await registration?.pushManager.getSubscription()) ?? null;
}

/** Asks for permission, subscribes this browser and registers it at the server. Throws on failure. */
export async function subscribe(): Promise<void> {
  const permission = await Notification.requestPermission();
  if (permission !== "granted") {
    await readPushState();
    return;
  }
  const registration = await navigator.serviceWorker.ready;
  await register(await subscribePush(session, registration));
  await readPushState();
}

async function register(made: PushSubscription): Promise<void> {
  localStorage.setItem(idKey, await registerPush(session, made));
  localStorage.setItem(endpointKey, made.endpoint);
}

/**
 * Sends this device's endpoint to the server when the browser has changed it; with `anew` also for a new session, since
 * a subscription ends with all sessions. Not at each start, since a subscription that was removed elsewhere must stay
 * removed.
 */
export async function renewSubscription(anew = false): Promise<void> {
  if (anew) localStorage.removeItem(endpointKey);
  if (!supported() || !thisDevice()) return;
  const made = await subscription();
  if (made && made.endpoint !== localStorage.getItem(endpointKey)) await register(made);
}

/** The id of this device's subscription. */
export const thisDevice = (): string | null => localStorage.getItem(idKey);

/** Ends this device's subscription, here and on the server. */
export async function unsubscribe(): Promise<void> {
  const id = thisDevice();
  if (id) await session.request(`/v1/push-subscriptions/${id}`, { method: "DELETE" }).catch(() => undefined);
  await forgetSubscription();
  await readPushState();
}

/**
 * Ends this device's subscription at the browser, and removes its notifications; the push service informs the server.
 */
export async function forgetSubscription(): Promise<void> {
  localStorage.removeItem(idKey);
  localStorage.removeItem(endpointKey);
  if (!supported()) return;
  const registration = await navigator.serviceWorker.getRegistration();
  for (const shown of (await registration?.getNotifications()) ?? []) shown.close();
  await (await subscription())?.unsubscribe();
}

export async function devices(): Promise<Device[]> {
  const { body } = await session.request("/v1/push-subscriptions");
  return (body as List<Device>).results;
}

/** Sends a test notification to all devices. */
export const testDevices = () => session.request("/v1/push-subscriptions/test", { method: "POST" });

export const removeDevice = (id: string) =>
  session.request(`/v1/push-subscriptions/${id}`, { method: "DELETE" });
