import { signal } from "@preact/signals";

interface InstallPrompt extends Event {
  prompt(): Promise<unknown>;
}

/** Installs the client as an app; null where the browser does not offer it, or it is one already. */
export const install = signal<(() => Promise<void>) | null>(null);

addEventListener("beforeinstallprompt", (event) => {
  // No banner of the browser's: the settings offer it to whoever looks for it.
  event.preventDefault();
  install.value = async () => {
    install.value = null;
    await (event as InstallPrompt).prompt();
  };
});
addEventListener("appinstalled", () => {
  install.value = null;
});
