/// <reference lib="webworker" />

import { apiPaths } from "../../../functions/_shared/contract/api-paths.ts";
import { onNotificationClick, onSync } from "./click.ts";
import { onPush } from "./push.ts";
import { onSubscriptionChange } from "./resubscribe.ts";
import { cacheFirst, precache, sweep } from "./shell.ts";

declare const self: ServiceWorkerGlobalScope;

/**
 * Caches the client's files for a start without network, shows pushes, and handles clicks on them without an open page.
 */

self.addEventListener("install", (event) => {
  event.waitUntil(precache());
});
self.addEventListener("activate", (event) => {
  event.waitUntil(sweep().then(() => self.clients.claim()));
});
self.addEventListener("message", ({ data }) => {
  // Only the person decides when a newer client starts, so that it never interrupts unsaved work.
  if (data?.skipWaiting) void self.skipWaiting();
});
self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  const ours = url.origin === self.location.origin && event.request.method === "GET";
  if (ours && !apiPaths.test(url.pathname)) event.respondWith(cacheFirst(event.request));
});
self.addEventListener("push", (event) => event.waitUntil(onPush(event)));
self.addEventListener("notificationclick", (event) => event.waitUntil(onNotificationClick(event)));
self.addEventListener("sync", (event) => (event as ExtendableEvent).waitUntil(onSync()));
self.addEventListener("pushsubscriptionchange", (event) =>
  // If it fails, the next start of the client sends the new subscription to the server.
  (event as ExtendableEvent).waitUntil(onSubscriptionChange(event)),
);
