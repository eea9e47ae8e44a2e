import { signal } from "@preact/signals";
import { language } from "../words/index.ts";
import { zone } from "./memory.ts";

type Domain = typeof import("../../../functions/_shared/domain/recurrence/index.ts");

/** The rules of recurrence that the functions use, fetched once something needs them. */
const domain = signal<Domain | null>(null);
let loading: Promise<Domain> | undefined;

async function loadRecurrence(): Promise<Domain> {
  loading ??= import("../../../functions/_shared/domain/recurrence/index.ts");
  domain.value = await loading;
  return domain.value;
}

/** A rule in the person's language; undefined until the rules are there, or for one that is none. */
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

/** The rules, once they are there; asking begins to fetch them. */
export function recurrenceRules(): Domain | null {
  if (!domain.value) void loadRecurrence();
  return domain.value;
}
