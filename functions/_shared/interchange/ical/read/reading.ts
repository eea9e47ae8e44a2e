import { Instant } from "../../../domain/task/task.ts";
import type { Collection } from "../../collect.ts";
import { because } from "../../reasons.ts";
import type { Place, Report } from "../../report.ts";
import { EntryError, type ImportContext } from "../../types.ts";
import { exactInstant, type Zones } from "./moments.ts";
import { type Component, propertyOf } from "./reader.ts";

/** What reading the entries of one calendar needs. */
export interface Reading extends Collection {
  context: ImportContext;
  zones: Zones;
  /** The title of the entry with this UID. */
  titleOf: (uid: string) => string | undefined;
}

/** An entry of a calendar with its name for people. */
export interface Item {
  component: Component;
  place: Place;
}

/** The result of `read`, or undefined if a part of an entry is invalid: it is reported and left out. */
export function tolerant<Result>(place: Place, report: Report, read: () => Result): Result | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof EntryError)) throw error;
    report.detail(place, because("part-left-out", error.reason));
    return undefined;
  }
}

/** The instant that a property names, RFC 3339 in UTC; null without one. */
export function stampOf(
  { component, place }: Item,
  name: string,
  { zones, context, report }: Reading,
): string | null {
  const property = propertyOf(component, name);
  if (!property) return null;
  const at = tolerant(place, report, () => exactInstant(property, zones, context.zone));
  // Programs write the year 0 or 1601 for an unknown one.
  return at && Instant.safeParse(at.toISOString()).success ? at.toISOString() : null;
}
