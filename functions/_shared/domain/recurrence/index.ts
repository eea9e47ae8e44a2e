export { checkRule } from "./check.ts";
export { describe } from "./describe.ts";
export { nextOccurrence, type Occurrence, occurrences, type Recurrence } from "./occurrences.ts";
export { InvalidRecurrence } from "./rule.ts";
