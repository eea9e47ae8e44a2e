import { effect, signal } from "@preact/signals";
import type { Language } from "../words/choose.ts";

/** What this device prefers; kept in localStorage, where `boot.js` finds it before the first paint. */
export interface Prefs {
  theme: "system" | "light" | "dark";
  contrast: "system" | "more";
  locale: "auto" | Language;
  /** Single keys act as shortcuts (WCAG 2.1.4 wants a way to switch them off). */
  shortcuts: boolean;
  /** A task given a time reminds at that time unless told otherwise. */
  autoRemind: boolean;
  /** The explanation of notifications was put off. */
  pushLater: boolean;
}

const defaults: Prefs = {
  theme: "system",
  contrast: "system",
  locale: "auto",
  shortcuts: true,
  autoRemind: true,
  pushLater: false,
};
const key = "taskwake-prefs";

export const prefs = signal<Prefs>(defaults);

/** Changes some preferences. */
export function prefer(change: Partial<Prefs>): void {
  prefs.value = { ...prefs.value, ...change };
  localStorage.setItem(key, JSON.stringify(prefs.value));
}

/** Reads what is preferred here, and follows what other tabs change of it. */
export function startPrefs(): void {
  prefs.value = { ...defaults, ...read() };
  effect(() => {
    const root = document.documentElement;
    root.dataset.theme = prefs.value.theme;
    root.dataset.contrast = prefs.value.contrast;
  });
  addEventListener("storage", (event) => {
    if (event.key === key) prefs.value = { ...defaults, ...read() };
  });
}

function read(): Partial<Prefs> {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "{}");
  } catch {
    return {};
  }
}
