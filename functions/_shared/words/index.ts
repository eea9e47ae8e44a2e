import type { Language } from "../domain/settings.ts";
import { de } from "./de.ts";
import { en, type Words } from "./en.ts";

export type { Words };

const all: Record<Language, Words> = { en, de };

export const wordsIn = (language: Language): Words => all[language];
