import * as rrule from "rrule";

export type { Options } from "rrule";
export type Weekday = rrule.Weekday;

// Node loads its CommonJS build, whose names stand under `default`; a bundler for the browser its ES modules.
const library = (rrule as { default?: typeof rrule }).default ?? rrule;

export const { RRule, Weekday } = library;
