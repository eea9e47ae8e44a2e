import { checkRule, InvalidRecurrence } from "../../../domain/recurrence/index.ts";
import { because } from "../../reasons.ts";
import type { TaskDraft } from "../../types.ts";
import { exportedRule } from "../exported-rule.ts";
import { own } from "../own.ts";
import { type Moment, momentOf, toDue } from "./moments.ts";
import { propertyOf } from "./reader.ts";
import { type Item, type Reading, tolerant } from "./reading.ts";

/** The series of an entry of our own export; undefined for any other, and if its RRULE was changed since. */
export function ownSeries(
  { component, place }: Item,
  due: Moment,
  exdates: string[],
  { context, report, zones }: Reading,
): Pick<TaskDraft, "due" | "recurrence" | "anchor" | "occurrence"> | undefined {
  const text = (name: string) => propertyOf(component, name)?.raw.replace(/\\([,;])/g, "$1");
  const occurrence = Number(text(own.occurrence));
  if (!Number.isInteger(occurrence) || occurrence < 1) return undefined;
  const rrule = text("rrule") ?? "";
  const given = propertyOf(component, own.anchor);
  const anchor = toDue((given && tolerant(place, report, () => momentOf(given, zones))) ?? due);
  const original = text(own.rule) ?? rrule;
  const mode =
    text(own.mode)?.toUpperCase() === "COMPLETION" ? ("completion" as const) : ("schedule" as const);
  try {
    const recurrence = { rrule: checkRule(original), mode, exdates, anchor };
    if (exportedRule({ due: toDue(due), recurrence, occurrence }, context.zone) === rrule) {
      const { anchor: _, ...given } = recurrence;
      return { due: toDue(due), recurrence: given, anchor, occurrence };
    }
  } catch (error) {
    if (!(error instanceof InvalidRecurrence)) throw error;
  }
  report.detail(place, because("repetition-changed"));
  return undefined;
}
