import {
  checkRule,
  nextOccurrence,
  type Recurrence,
} from "../../functions/_shared/domain/recurrence/index.ts";
import { hostileRules } from "../fixtures/hostile-rules.ts";
import { percentile } from "./measure.ts";

const closed = new Date("2026-11-30T12:00:00Z");

/** Processor time of the next occurrence, in milliseconds: for a daily rule of ten years, and for hostile rules. */
export function benchRecurrence(): Record<string, number> {
  const daily = seriesOf("FREQ=DAILY", "2016-11-30");
  const next = () => nextOccurrence(daily, "UTC", { number: 3653 }, closed);
  const easy = Array.from({ length: 201 }, () => processorTime(next));
  // A different WKST avoids the cache. The fastest run counts, as it was disturbed least by other work.
  const hard = hostileRules.map((rule) =>
    Math.min(...["TU", "WE", "TH"].map((wkst) => processorTime(() => answer(`${rule};WKST=${wkst}`)))),
  );
  const [median, most] = [percentile(easy, 0.5), Math.max(...hard)];
  return {
    "next of a daily rule of ten years, p50 ms": median,
    "hostile rule, p50 ms": percentile(hard, 0.5),
    "hostile rule, most ms": most,
  };
}

function answer(rule: string): void {
  nextOccurrence(seriesOf(rule, "1900-01-01"), "UTC", { number: 1 }, closed);
  try {
    checkRule(rule, "1900-01-01");
  } catch {
    // Some of them never occur, and are refused.
  }
}

const seriesOf = (rrule: string, date: string): Recurrence => ({
  rrule,
  mode: "schedule",
  exdates: [],
  anchor: { date },
});

function processorTime(work: () => unknown): number {
  const started = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1000;
}
