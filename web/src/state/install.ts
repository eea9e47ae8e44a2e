import { signal } from "@preact/signals";

interface InstallPrompt extends Event {
  prompt(): Promise<unknown>;
}

/** Installs the client as an app; null where the browser does not offer it, or it is one already. */
export const install = signal<(() => Promise<void>) | null>(null);

/** Keeps the browser's offer for whoever looks for it in the settings: no banner comes by itself. */
export function startInstall(): void {
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    install.value = async () => {
      install.value = null;
      await (event as InstallPrompt).prompt();
    };
  });
  addEventListener("appinstalled", () => {
    install.value = null;
  });
}
