import assert from "node:assert/strict";
import { test } from "node:test";
import { instead } from "../../../functions/_shared/interchange/foreign.ts";
import { because, reasons, wordsOf } from "../../../functions/_shared/interchange/reasons.ts";
import { openReport } from "../../../functions/_shared/interchange/report.ts";
import { importReport as german } from "../../../web/src/words/import-report.de.ts";
import { reasonOf, whatOf } from "../../../web/src/words/import-report.ts";

const placesOf = (text: string) => [...text.matchAll(/\{\d\}/g)].map(String).sort();

test("every reason of the api has a German text with the same values, and none is left over", () => {
  assert.deepEqual(Object.keys(german.reasons).sort(), Object.keys(reasons).sort());
  for (const [code, english] of Object.entries(reasons))
    assert.deepEqual(placesOf(german.reasons[code] ?? ""), placesOf(english), code);
});

test("what to export instead of another program's file is said in German for each program", () => {
  assert.deepEqual(Object.keys(german.instead), Object.keys(instead));
});

test("a report is told in German, with reasons within reasons, and in English as it comes", () => {
  const report = openReport();
  report.lost({ what: "A row", line: 7 }, because("csv-type", "taks"));
  for (const title of ["a", "b", "c", "d", "e"]) report.detail({ what: `"${title}"` }, because("sub-task"));
  report.detail(
    { what: 'Calendar "The file"' },
    because("alarm-left-out", because("property-no-date", "TRIGGER", "$1 {0}")),
  );
  const items = report.items();
  assert.deepEqual(
    items.map((item) => [whatOf(item, german), reasonOf(item, german)]),
    [
      ["Eine Zeile", "Nicht importiert. TYPE „taks“ ist weder task noch section noch note."],
      [
        '"a", "b", "c" und 2 weitere',
        "Unteraufgaben werden eigene Aufgaben; in ihren Notizen steht, wozu sie gehören.",
      ],
      ['Kalender "The file"', "Ein Alarm fehlt: TRIGGER „$1 {0}“ ist kein Datum."],
    ],
  );
  assert.deepEqual(
    items.map((item) => [whatOf(item, undefined), reasonOf(item, undefined)]),
    items.map(({ what, reason }) => [what, reason]),
  );
  assert.equal(items[1]?.what, '"a", "b", "c" and 2 more');
  for (const { reason, because } of items) assert.equal(reason, wordsOf(because));
});

test("a reason that the client does not know yet is told in English", () => {
  const item = { what: "The file", reason: "Something new." };
  const unknown = { code: "new", values: ["x"] };
  assert.equal(reasonOf({ ...item, because: unknown }, german), "Something new.");
  const within = { code: "not-imported", values: [unknown] };
  assert.equal(reasonOf({ ...item, because: within }, german), "Something new.");
  assert.deepEqual([whatOf(item, german), reasonOf(item, german)], ["The file", "Something new."]);
});
