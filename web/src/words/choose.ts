import type { Language } from "../../../functions/_shared/domain/settings.ts";

export type { Language };

/** Used when none of the requested languages is known. */
export const fallback: Language = "en";

/** The first of these BCP 47 tags whose language is in the table, and that language. */
export function choose(
  tags: readonly string[],
  known: Record<Language, unknown>,
): { tag: string; language: Language } {
  for (const tag of tags) {
    const language = tag.split("-", 1)[0] as Language;
    if (Object.hasOwn(known, language)) return { tag, language };
  }
  return { tag: fallback, language: fallback };
}
