import { checkRule, InvalidRecurrence } from "../recurrence/index.ts";
import { refusal } from "../refusal.ts";

/** The canonical text of a rule from a first date on. Refuses with `invalid`, naming its `path`. */
export function checkedRule(rrule: string, firstDate: string, path = "recurrence.rrule"): string {
  try {
    return checkRule(rrule, firstDate);
  } catch (error) {
    if (!(error instanceof InvalidRecurrence)) throw error;
    throw refusal("invalid", error.message, { errors: [{ path, message: error.message }] });
  }
}
