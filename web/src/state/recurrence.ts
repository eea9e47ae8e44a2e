import { signal } from "@preact/signals";
import { language } from "../words/index.ts";
import { zone } from "./memory.ts";

type Domain = typeof import("../../../functions/_shared/domain/recurrence/index.ts");

/** The server's rules of recurrence, fetched when first needed. */
const domain = signal<Domain | null>(null);
let loading = false;

async function loadRecurrence(): Promise<void> {
  if (loading) return;
  loading = true;
  try {
    domain.value = await import("../../../functions/_shared/domain/recurrence/index.ts");
  } catch {
    // Out of reach without a network; the next use tries again.
  }
  loading = false;
}

/** A rule in the person's language; undefined until the code is loaded, or for an invalid rule. */
export function ruleInWords(rrule: string): string | undefined {
  if (!domain.value) {
    void loadRecurrence();
    return undefined;
  }
  try {
    return domain.value.describe(rrule, language, zone.value);
  } catch {
    return undefined;
  }
}

/** The rules once they are loaded; calling this starts loading them. */
export function recurrenceRules(): Domain | null {
  if (!domain.value) void loadRecurrence();
  return domain.value;
}
