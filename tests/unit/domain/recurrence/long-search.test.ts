import assert from "node:assert/strict";
import { test } from "node:test";
import {
  checkRule,
  InvalidRecurrence,
  nextOccurrence,
  occurrences,
  type Recurrence,
} from "../../../../functions/_shared/domain/recurrence/index.ts";
import { ALL_DAYS, hostileRules, NEVER, numbers, RARE } from "../../../fixtures/hostile-rules.ts";

test("a list of more than 31 items is refused, but read where it is stored already", () => {
  const stored = `FREQ=YEARLY;BYYEARDAY=${numbers(10, 41)}`;
  assert.throws(() => checkRule(stored), /no more than 31 items/);
  assert.equal(nextDate(series(stored, "2026-01-10"), 1, "2026-01-10T12:00:00Z"), "2026-01-11");
  const full = `FREQ=MONTHLY;BYMONTHDAY=${numbers(1, 31)}`;
  assert.equal(checkRule(full), full);
});

test("a rule that never occurs is found out, and one that rarely does is followed to the end of 2200", () => {
  const started = process.cpuUsage();
  assert.throws(() => checkRule(NEVER), InvalidRecurrence);
  assert.equal(checkRule(RARE, "2026-01-05"), RARE);
  const years = [2026, 2048, 2076, 2116, 2144, 2172];
  for (const mode of ["schedule", "completion"] as const)
    assert.deepEqual(yearsOf(occurrences(series(RARE, "2026-01-05", mode), "UTC", { limit: 100 })), years);
  for (const rule of [
    NEVER,
    `FREQ=YEARLY;${ALL_DAYS};BYSETPOS=366;BYMONTH=2`,
    "FREQ=DAILY;BYDAY=TU;INTERVAL=7",
  ])
    assert.equal(nextDate(series(rule, "2026-01-05"), 1, "2026-01-05T12:00:00Z"), undefined);
  assertQuick(started);
});

test("numbering from long ago, or up to a number out of reach, is quick too", () => {
  const started = process.cpuUsage();
  const daysOfYear = series(`FREQ=YEARLY;BYYEARDAY=${numbers(10, 99)}`, "0301-01-01");
  assert.equal(nextDate(daysOfYear, 1, "2026-11-21T12:00:00Z"), "2027-01-10");
  assert.equal(nextDate(series("FREQ=DAILY", "1970-01-01"), 1e9, "2026-11-21T12:00:00Z"), undefined);
  assertQuick(started);
});

test("a series ends with 2200, the last year in which a task can be due", () => {
  assert.equal(nextDate(series("FREQ=DAILY", "2200-01-01"), 364, "2200-12-30T12:00:00Z"), "2200-12-31");
  for (const mode of ["schedule", "completion"] as const)
    assert.equal(nextDate(series("FREQ=DAILY", "2200-01-01", mode), 365, "2200-12-31T12:00:00Z"), undefined);
  assert.throws(() => checkRule("FREQ=YEARLY;INTERVAL=5", "2198-01-01"), /never occurs after 2198-01-01/);
});

for (const rule of hostileRules)
  test(`is answered without a long search: ${rule.slice(0, 70)}`, () => {
    const started = process.cpuUsage();
    answer(rule);
    assertQuick(started);
  });

function answer(rule: string): void {
  nextDate(series(rule, "1900-01-01"), 1, "2026-11-30T12:00:00Z");
  try {
    checkRule(rule, "1900-01-01");
  } catch (error) {
    assert.ok(error instanceof InvalidRecurrence);
  }
}

/** Without a limit of the search these take from 4 to 170 seconds each. */
function assertQuick(started: NodeJS.CpuUsage): void {
  const { user, system } = process.cpuUsage(started);
  assert.ok(user + system < 2_000_000, `${(user + system) / 1000} ms`);
}

function series(rrule: string, date: string, mode: Recurrence["mode"] = "schedule"): Recurrence {
  return { rrule, mode, exdates: [], anchor: { date } };
}

function nextDate(r: Recurrence, number: number, closedAt: string): string | undefined {
  return nextOccurrence(r, "UTC", { number }, new Date(closedAt))?.due.date;
}

function yearsOf(found: { due: { date: string } }[]): number[] {
  return found.map(({ due }) => Number(due.date.slice(0, 4)));
}
