import { later } from "./state/later.ts";
import { go } from "./state/router.ts";
import { updateReady } from "./state/update.ts";

/** Registers the service worker; a newer one waits until the person agrees. */
export function registerWorker(): void {
  if (!("serviceWorker" in navigator) || import.meta.env.DEV) return;
  const { serviceWorker } = navigator;
  let reloading = false;
  serviceWorker.addEventListener("message", ({ data }) => {
    if (data?.open) go(data.open);
  });
  const hadController = serviceWorker.controller !== null;
  serviceWorker.addEventListener("controllerchange", () => {
    if (!hadController || !reloading) return;
    location.reload();
  });
  later(() =>
    register(serviceWorker, () => {
      reloading = true;
    }),
  );
}

function register(serviceWorker: ServiceWorkerContainer, onUpdate: () => void): void {
  serviceWorker.register(workerUrl() as string).then(
    (registration) => {
      const offer = () => {
        const { waiting } = registration;
        if (!waiting || !serviceWorker.controller) return;
        updateReady.value = () => {
          onUpdate();
          waiting.postMessage({ skipWaiting: true });
        };
      };
      offer();
      registration.addEventListener("updatefound", () =>
        registration.installing?.addEventListener("statechange", offer),
      );
    },
    () => undefined,
  );
}

interface Policies {
  createPolicy(
    name: string,
    rules: { createScriptURL(url: string): string },
  ): { createScriptURL(url: string): unknown };
}

/** The only script URL that the page may create, by the only policy that the Content-Security-Policy names. */
function workerUrl(): unknown {
  const { trustedTypes } = window as { trustedTypes?: Policies };
  return (
    trustedTypes?.createPolicy("taskwake", { createScriptURL: () => "/sw.js" }).createScriptURL("") ??
    "/sw.js"
  );
}
