import assert from "node:assert/strict";
import { before, test } from "node:test";
import type { PlanItem } from "../../../functions/_shared/contract/api/plans.ts";
import { linesOf } from "../../../web/src/features/plans/plan-lines.ts";
import { ruleInWords } from "../../../web/src/state/recurrence.ts";
import { loadLanguage } from "../../../web/src/words/index.ts";
import { eventually } from "../../support/eventually.ts";

before(async () => {
  Object.assign(globalThis, { document: { documentElement: {} } });
  Object.defineProperty(globalThis, "navigator", { value: { languages: ["en-GB", "de-DE"] } });
  await loadLanguage("en");
  // The rules of recurrence are loaded when they are first needed.
  await eventually(async () => ruleInWords("FREQ=DAILY"));
});

const weekly = { rrule: "FREQ=WEEKLY", mode: "schedule", exdates: [] };
const lines = (from: object | null, to: object | null) =>
  linesOf({ op: "update", before: { recurrence: from }, after: { recurrence: to } } as unknown as PlanItem);
const line = (from: string, to: string) => [{ field: "recurrence", from, to }];

test("a plan shows the rule before and after", () => {
  assert.deepEqual(lines(weekly, { ...weekly, rrule: "FREQ=DAILY" }), line("every week", "every day"));
  assert.deepEqual(lines(weekly, null), line("every week", "nothing"));
  assert.deepEqual(lines(weekly, weekly), []);
});

test("a plan shows from what the next one counts, and each day left out, when only that changes", async () => {
  const counted = { ...weekly, mode: "completion" };
  const without = { ...weekly, exdates: ["2026-12-24", "2027-01-07"] };
  const fromCompletion = "every week; the next one counts from when it is completed";
  assert.deepEqual(lines(weekly, counted), line("every week", fromCompletion));
  assert.deepEqual(lines(counted, weekly), line(fromCompletion, "every week"));
  assert.deepEqual(lines(weekly, without), line("every week", "every week; without 24 Dec 2026, 7 Jan 2027"));
  await loadLanguage("de");
  assert.deepEqual(
    lines(counted, { ...counted, exdates: ["2026-12-24"] }),
    line(
      "jede Woche; die nächste zählt ab dem Erledigen",
      "jede Woche; die nächste zählt ab dem Erledigen; ohne 24. Dez. 2026",
    ),
  );
  await loadLanguage("en");
});

test("a new task has only what it will be", () => {
  const task = { title: "Bins", recurrence: { ...weekly, mode: "completion" } };
  const made = linesOf({ op: "create", before: null, after: null, task } as unknown as PlanItem);
  assert.deepEqual(made, [
    { field: "recurrence", to: "every week; the next one counts from when it is completed" },
  ]);
});
