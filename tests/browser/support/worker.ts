import type { BrowserContext, CDPSession, Worker } from "playwright-core";
import { eventually } from "../../support/eventually.ts";
import { patience, url } from "./browser.ts";

/** The device's service worker, and a function that delivers a push to it like the browser. */
export async function workerOf(context: BrowserContext, session: CDPSession) {
  const worker =
    context.serviceWorkers()[0] ?? (await context.waitForEvent("serviceworker", { timeout: patience }));
  const registrations: { registrationId: string }[] = [];
  session.on("ServiceWorker.workerRegistrationUpdated", (event) =>
    registrations.push(...event.registrations),
  );
  await session.send("ServiceWorker.enable");
  const { registrationId } = await eventually(() => registrations[0]);
  const deliver = (data: string) =>
    session.send("ServiceWorker.deliverPushMessage", { origin: url, registrationId, data });
  return { worker, deliver };
}

/** The notifications that the device shows. */
export const shown = (worker: Worker) =>
  worker.evaluate(async () => {
    const { registration } = self as unknown as { registration: ServiceWorkerRegistration };
    return (await registration.getNotifications()).map(({ title, body, tag }) => ({ title, body, tag }));
  });

/** Presses a notification, or one of its buttons. */
export const press = (worker: Worker, tag: string, action: string) =>
  worker.evaluate(
    async ({ tag, action }) => {
      const scope = self as unknown as {
        registration: ServiceWorkerRegistration;
        NotificationEvent: new (type: string, init: object) => Event;
      };
      const [notification] = await scope.registration.getNotifications({ tag });
      self.dispatchEvent(new scope.NotificationEvent("notificationclick", { notification, action }));
    },
    { tag, action },
  );
