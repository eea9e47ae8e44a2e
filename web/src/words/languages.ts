import type { Language } from "./choose.ts";
import { type Catalog, en } from "./en.ts";

/** Every language: its own name, and its catalog, fetched when it is needed. */
export const languages: Record<Language, { name: string; load: () => Catalog | Promise<Catalog> }> = {
  en: { name: "English", load: () => en },
  de: { name: "Deutsch", load: async () => (await import("./de.ts")).de },
};
