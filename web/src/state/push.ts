import { signal } from "@preact/signals";
import { session } from "./app.ts";

export type PushState = "unknown" | "unsupported" | "denied" | "off" | "on";

/** Whether this device is notified. */
export const pushState = signal<PushState>("unknown");

export interface Device {
  id: string;
  endpoint?: string;
  device: string;
  created_at: string;
  last_success_at: string | null;
}

const supported = () => "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

/** Finds out how this device stands. */
export async function readPushState(): Promise<void> {
  if (!supported()) pushState.value = "unsupported";
  else if (Notification.permission === "denied") pushState.value = "denied";
  else pushState.value = (await subscription()) && Notification.permission === "granted" ? "on" : "off";
}

async function subscription(): Promise<PushSubscription | null> {
  const registration = await navigator.serviceWorker.getRegistration();
  return (await registration?.pushManager.getSubscription()) ?? null;
}

/** Asks for permission, subscribes this browser and tells the server. Throws what went wrong. */
export async function subscribe(): Promise<void> {
  const permission = await Notification.requestPermission();
  if (permission !== "granted") {
    await readPushState();
    return;
  }
  const registration = await navigator.serviceWorker.ready;
  const { public_key } = (await session.request("/v1/push-key")).body as { public_key: string };
  const made = await registration.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: public_key,
  });
  await register(made);
  await readPushState();
}

/** Tells the server of a subscription. */
export async function register(made: PushSubscription): Promise<void> {
  const { endpoint, keys } = made.toJSON() as { endpoint: string; keys: Record<string, string> };
  const answer = await session.request("/v1/push-subscriptions", {
    method: "POST",
    body: { endpoint, keys, device: deviceName() },
  });
  localStorage.setItem("taskwake-push", (answer.body as { id?: string }).id ?? "");
}

/** The id of this device's subscription. */
export const thisDevice = (): string | null => localStorage.getItem("taskwake-push");

/** Ends this device's subscription, here and on the server. */
export async function unsubscribe(): Promise<void> {
  const id = thisDevice();
  if (id) await session.request(`/v1/push-subscriptions/${id}`, { method: "DELETE" }).catch(() => undefined);
  localStorage.removeItem("taskwake-push");
  await (await subscription())?.unsubscribe();
  await readPushState();
}

export async function devices(): Promise<Device[]> {
  const { body } = await session.request("/v1/push-subscriptions");
  return (body as { results: Device[] }).results;
}

export const testDevice = (id: string) =>
  session.request(`/v1/push-subscriptions/${id}/test`, { method: "POST" });

export const removeDevice = (id: string) =>
  session.request(`/v1/push-subscriptions/${id}`, { method: "DELETE" });

/** The device by the name a person would give it. */
export function deviceName(): string {
  const agent = navigator.userAgent;
  const system =
    /(iPhone|iPad|Android|Windows|Mac OS X|CrOS|Linux)/.exec(agent)?.[1]?.replace("Mac OS X", "Mac") ?? "";
  const browser = /(Edg|OPR|Firefox|SamsungBrowser|Chrome|Safari)\//.exec(agent)?.[1] ?? "Browser";
  return `${browser.replace("Edg", "Edge").replace("OPR", "Opera")}${system && ` · ${system}`}`;
}
