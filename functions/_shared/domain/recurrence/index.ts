/*
 * How tasks repeat. Parsing and the days of BYxxx parts are those of the package `rrule`; what it cannot be given or
 * asked stands here, each in a file:
 *
 * - parse.ts and check.ts refuse what rrule reads without a word: parts given twice, numbers out of range, BYHOUR,
 *   parts that contradict each other, and rules that never occur.
 * - named.ts says a rule so that rrule finds the days meant. rrule passes over months without the day (here it is
 *   their last), takes `BYDAY=MO,1TU` for days that are both, and errs about a first and last week that reach into
 *   another year. Each kind of year is asked about once: rrule seeks the next day of a rule that never occurs up to
 *   the year 9999, for a second or more, and counts a daily one of ten years in 20 ms.
 * - expand.ts chooses among these days: the first due, which counts even if the rule does not name it, every INTERVALth
 *   period, BYSETPOS (of all days of a period, though rrule was given them in several rules), and numbers them, by
 *   which a series knows where it is when one of its tasks was moved.
 * - occurrences.ts sets COUNT, UNTIL and exception dates, and turns days into instants.
 */
export { checkRule } from "./check.ts";
export { describe } from "./describe.ts";
export { nextOccurrence, type Occurrence, occurrences, type Recurrence } from "./occurrences.ts";
export { InvalidRecurrence } from "./rule.ts";
