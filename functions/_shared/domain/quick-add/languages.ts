import type { Language } from "../settings.ts";
import { english } from "./english.ts";
import { german } from "./german.ts";
import type { QuickWords } from "./words.ts";

/** The words of each language; all of them are understood, whatever language the person has chosen. */
export const languages: Record<Language, QuickWords> = { en: english, de: german };

/** A property of all languages as one list of alternatives. */
export const inAll = (source: (words: QuickWords) => string): string =>
  Object.values(languages).map(source).join("|");
