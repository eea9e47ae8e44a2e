import type { Language } from "../domain/settings.ts";
import { de } from "./de.ts";
import { en } from "./en.ts";

/** What is written to people in mails and pushes; the client has words of its own. */
export type Words = typeof en;

const all: Record<Language, Words> = { en, de };

export const wordsIn = (language: Language): Words => all[language];
