/// <reference lib="webworker" />
import { rememberedAccount } from "../core/account.ts";
import { registerPush, subscribePush } from "../core/push-subscription.ts";
import { sessionOf } from "./session.ts";

declare const self: ServiceWorkerGlobalScope;

/** The browser ended this device's subscription: makes a new one and sends it to the server, without an open page. */
export async function onSubscriptionChange(event: Event): Promise<void> {
  const { newSubscription } = event as Event & { newSubscription?: PushSubscription | null };
  const { registration } = self;
  const user = await rememberedAccount();
  if (!user) return;
  const session = sessionOf(user);
  const made =
    newSubscription ??
    (await registration.pushManager.getSubscription()) ??
    (await subscribePush(session, registration));
  await registerPush(session, made);
}
