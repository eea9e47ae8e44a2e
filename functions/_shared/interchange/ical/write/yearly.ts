import { monthLength } from "../../../domain/recurrence/calendar.ts";
import { WEEKDAYS } from "../../../domain/recurrence/rule.ts";

/** A rule that comes once a year, as jCal has it. */
export interface Yearly {
  freq: "YEARLY";
  bymonth: number;
  byday?: string;
  bymonthday?: number | number[];
}

/** Years in which the changes must agree to derive a rule from them. */
const fewest = 4;

/**
 * The rule that the last of these moments follow once a year, up to `lastYear` or the year before, with its
 * first moments; undefined if there is none. The moments are local, `2027-03-28T02:00:00`, and in order.
 */
export function yearlyRule(
  moments: string[],
  lastYear: number,
): { rule: Yearly; before: string[]; first: string } | undefined {
  const last = moments.at(-1);
  if (!last || yearOf(last) < lastYear - 1) return undefined;
  let rules = rulesOf(last);
  let from = moments.length - 1;
  for (; from > 0; from--) {
    const [earlier, later] = [moments[from - 1], moments[from]] as [string, string];
    if (yearOf(earlier) !== yearOf(later) - 1 || earlier.slice(11) !== last.slice(11)) break;
    const own = new Set(rulesOf(earlier).map(textOf));
    const common = rules.filter((rule) => own.has(textOf(rule)));
    if (common.length === 0) break;
    rules = common;
  }
  const [rule] = rules;
  if (!rule || moments.length - from < fewest) return undefined;
  return { rule, before: moments.slice(0, from), first: moments[from] as string };
}

const yearOf = (moment: string): number => Number(moment.slice(0, 4));
const textOf = (rule: Yearly): string => JSON.stringify(rule);

/** The rules that can describe a date, the most widely supported first. */
function rulesOf(moment: string): Yearly[] {
  const [year, month, day] = moment.slice(0, 10).split("-").map(Number) as [number, number, number];
  const weekday = WEEKDAYS[(new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 6) % 7] ?? "";
  const rule = { freq: "YEARLY" as const, bymonth: month };
  const length = monthLength(year, month);
  const last: Yearly[] = day + 7 > length ? [{ ...rule, byday: `-1${weekday}` }] : [];
  const nth: Yearly[] = day <= 28 ? [{ ...rule, byday: `${Math.ceil(day / 7)}${weekday}` }] : [];
  // "The Sunday on or after the 2nd".
  const onOrAfter = Array.from({ length: 7 }, (_, n) => day - n)
    .filter((start) => start >= 1 && start + 6 <= 28)
    .map((start) => Array.from({ length: 7 }, (_, n) => start + n))
    .map((bymonthday): Yearly => ({ ...rule, byday: weekday, bymonthday }));
  return [...last, ...nth, { ...rule, bymonthday: day }, ...onOrAfter];
}
