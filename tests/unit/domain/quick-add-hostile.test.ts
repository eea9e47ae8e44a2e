import assert from "node:assert/strict";
import { test } from "node:test";
import { languages } from "../../../functions/_shared/domain/quick-add/languages.ts";
import { parseQuickAdd } from "../../../functions/_shared/domain/quick-add/parse.ts";
import { cpuOf } from "../../support/cpu.ts";

const at = { today: "2026-11-30", time: "10:00", zone: "Europe/Berlin", words: languages.en, dayFirst: true };
const parts = ["every ", "monday and ", "mon, ", "1 ", "12:00 ", "#a ", "!", "remind me 5 minutes before "];
const more = ["in 5 days ", "every day until ", "um 5 uhr ", "am 1. ", "1/1/", "tomorrow ", " "];

test("no text holds up who types or is given it", () => {
  parseQuickAdd("warm up tomorrow at 5", at, new Set());
  for (const part of [...parts, ...more]) {
    const text = part.repeat(20_000 / part.length);
    const ms = cpuOf(() => parseQuickAdd(text, at, new Set()));
    assert.ok(ms < 200, `${part}: ${ms} ms`);
  }
});

test("what follows after the bound stays in the title", () => {
  const { task } = parseQuickAdd(`Call tomorrow ${"x".repeat(500)} and then`, at, new Set());
  assert.equal(task.due?.date, "2026-12-01");
  assert.match(task.title, /^Call x{500} and then$/);
});
