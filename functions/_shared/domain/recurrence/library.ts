import * as rrule from "rrule";

export type { Options } from "rrule";
export type Weekday = rrule.Weekday;

// Node loads its CommonJS build, whose names stand under `default`; bundlers may take its ES modules, without one.
const loaded: typeof rrule & { default?: typeof rrule } = { ...rrule };

export const { RRule, Weekday } = loaded.default ?? loaded;
