/*
 * How tasks repeat. The package `rrule` parses rules and finds the days of BYxxx parts; these files do what it cannot:
 *
 * - parse.ts and check.ts refuse what rrule silently accepts: parts given twice, numbers out of range, BYHOUR, parts
 *   that contradict each other, and rules that never occur.
 * - named.ts rewrites a rule so that rrule finds the intended days. rrule skips months without the day (here their last
 *   day counts), takes `BYDAY=MO,1TU` for days that are both, and is wrong about a first and last week that reach into
 *   another year. Each kind of year is evaluated once, since rrule searches for the next day of a rule that never occurs
 *   up to the year 9999, for a second or more, and takes 20 ms for ten years of a daily rule.
 * - expand.ts selects among these days: the first due, which counts even if the rule does not name it, every INTERVALth
 *   period, and BYSETPOS (over all days of a period, though rrule got them as several rules). It numbers the days, so
 *   that a series keeps its position when one of its tasks is moved.
 * - occurrences.ts applies COUNT, UNTIL and exception dates, and turns days into instants.
 */
export { checkRule } from "./check.ts";
export { describe } from "./describe.ts";
export { nextOccurrence, type Occurrence, occurrences, type Recurrence } from "./occurrences.ts";
export { InvalidRecurrence } from "./rule.ts";
