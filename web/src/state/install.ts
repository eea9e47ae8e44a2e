import { signal } from "@preact/signals";

interface InstallPrompt extends Event {
  prompt(): Promise<unknown>;
}

/** Installs the client as an app; null when the browser does not offer it, or it is installed. */
export const install = signal<(() => Promise<void>) | null>(null);

/** Keeps the browser's offer for the settings, instead of its banner. */
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
