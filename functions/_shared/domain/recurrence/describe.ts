import { parseRule } from "./parse.ts";
export function describe(rrule: string, _locale: "en" | "de" = "en", _zone = "UTC"): string {
  return parseRule(rrule).freq;
}
