import { prefs } from "../state/prefs.ts";
import { type Catalog, en } from "./en.ts";

/** The catalog in use: set before the first view is drawn; whoever chooses another loads anew. */
export let t: Catalog = en;
/** BCP 47 tag for Intl: the device's own variant of the language, where it has one. */
export let locale = "en";
export let language: "en" | "de" = "en";

/** Loads the language that the person or the device prefers. */
export async function loadLanguage(): Promise<void> {
  const wanted = prefs.value.locale === "auto" ? navigator.languages : [prefs.value.locale];
  const known = wanted.find((tag) => /^(en|de)\b/.test(tag)) ?? "en";
  language = known.slice(0, 2) as typeof language;
  locale = navigator.languages.find((tag) => tag.startsWith(language)) ?? known;
  t = language === "de" ? (await import("./de.ts")).de : en;
  document.documentElement.lang = language;
}
