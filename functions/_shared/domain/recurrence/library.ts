import * as rrule from "rrule";

export type { Options } from "rrule";
export type Weekday = rrule.Weekday;

// Node loads the CommonJS build, whose exports are under `default`; a bundler may load the ES modules, which have none.
const loaded: typeof rrule & { default?: typeof rrule } = { ...rrule };

export const { RRule, Weekday } = loaded.default ?? loaded;
