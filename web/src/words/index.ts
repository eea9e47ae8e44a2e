import { choose, fallback, type Language } from "./choose.ts";
import { type Catalog, en } from "./en.ts";
import { languages } from "./languages.ts";

/** The catalog in use: set before the first view is drawn; choosing another loads the page again. */
export let t: Catalog = en;
/** BCP 47 tag for Intl: the device's own variant of the language, if it has one. */
export let locale: string = fallback;
export let language: Language = fallback;

/** Loads the preferred language, or the device's. */
export async function loadLanguage(preferred: Language | "auto"): Promise<void> {
  const chosen = choose(preferred === "auto" ? navigator.languages : [preferred], languages);
  language = chosen.language;
  locale = navigator.languages.find((tag) => tag.startsWith(language)) ?? chosen.tag;
  t = await languages[language].load();
  document.documentElement.lang = language;
}

/** What is given for the language in use. */
export const inLanguage = <Words>(all: Record<Language, Words>): Words => all[language];
