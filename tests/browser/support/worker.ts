import type { BrowserContext, CDPSession, Worker } from "playwright-core";
import { eventually } from "../../support/eventually.ts";
import { patience, url } from "./browser.ts";

/** What the service worker's scope has in a test. */
interface Scope {
  registration: ServiceWorkerRegistration;
  NotificationEvent: new (type: string, init: object) => Event;
  /** How many notifications the browser has finished showing. */
  shownCount: number;
}

/** The device's service worker, and a function that delivers a push to it like the browser and waits until it is shown. */
export async function workerOf(context: BrowserContext, session: CDPSession) {
  const worker =
    context.serviceWorkers()[0] ?? (await context.waitForEvent("serviceworker", { timeout: patience }));
  const registrations: { registrationId: string }[] = [];
  session.on("ServiceWorker.workerRegistrationUpdated", (event) =>
    registrations.push(...event.registrations),
  );
  await session.send("ServiceWorker.enable");
  const { registrationId } = await eventually(() => registrations[0]);
  await countShown(worker);
  const count = () => worker.evaluate(() => (self as unknown as Scope).shownCount);
  const deliver = async (data: string) => {
    const before = await count();
    await session.send("ServiceWorker.deliverPushMessage", { origin: url, registrationId, data });
    await eventually(async () => (await count()) > before, { what: "the notification" });
  };
  return { worker, deliver };
}

/** Chromium forgets a notification whose worker is asked for the shown ones while it is being shown: count first. */
const countShown = (worker: Worker) =>
  worker.evaluate(() => {
    const scope = self as unknown as Scope;
    const show = scope.registration.showNotification.bind(scope.registration);
    scope.shownCount = 0;
    scope.registration.showNotification = async (...notification) => {
      await show(...notification);
      scope.shownCount++;
    };
  });

/** The notifications that the device shows. */
export const shown = (worker: Worker) =>
  worker.evaluate(async () => {
    const { registration } = self as unknown as Scope;
    return (await registration.getNotifications()).map(({ title, body, tag }) => ({ title, body, tag }));
  });

/** Presses a notification, or one of its buttons. */
export const press = (worker: Worker, tag: string, action: string) =>
  worker.evaluate(
    async ({ tag, action }) => {
      const scope = self as unknown as Scope;
      const [notification] = await scope.registration.getNotifications({ tag });
      self.dispatchEvent(new scope.NotificationEvent("notificationclick", { notification, action }));
    },
    { tag, action },
  );
