import { effect, signal } from "@preact/signals";
import type { Language } from "../words/choose.ts";
import { type Clock, setClock } from "../words/dates.ts";

/** Preferences of this device; stored in localStorage, where `boot.js` reads them before the first paint. */
export interface Prefs {
  theme: "system" | "light" | "dark";
  contrast: "system" | "more";
  /** How high the rows of a list are. */
  density: "normal" | "compact";
  locale: "auto" | Language;
  /** 12 or 24 hours, and the first day of the week. */
  hours: Clock["hours"];
  week: Clock["week"];
  /** Single keys act as shortcuts (WCAG 2.1.4 requires that they can be switched off). */
  shortcuts: boolean;
  /** A task with a time reminds at that time unless set otherwise. */
  autoRemind: boolean;
  /** The explanation of notifications was postponed. */
  pushLater: boolean;
  /** The hint about swiping was dismissed, or was not needed. */
  swipeTold: boolean;
}

const defaults: Prefs = {
  theme: "system",
  contrast: "system",
  density: "normal",
  locale: "auto",
  hours: "auto",
  week: "auto",
  shortcuts: true,
  autoRemind: true,
  pushLater: false,
  swipeTold: false,
};
const key = "taskwake-prefs";

export const prefs = signal<Prefs>(defaults);

/** Changes some preferences. */
export function prefer(change: Partial<Prefs>): void {
  prefs.value = { ...prefs.value, ...change };
  localStorage.setItem(key, JSON.stringify(prefs.value));
}

/** Reads this device's preferences, and follows changes by other tabs. */
export function startPrefs(): void {
  prefs.value = { ...defaults, ...read() };
  effect(() => {
    setClock(prefs.value);
    const root = document.documentElement;
    root.dataset.theme = prefs.value.theme;
    root.dataset.contrast = prefs.value.contrast;
    root.dataset.density = prefs.value.density;
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
