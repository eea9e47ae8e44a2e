import assert from "node:assert/strict";
import { test } from "node:test";
import { importCsv } from "../../../../functions/_shared/interchange/csv/import.ts";
import { context, isInvalid, task, told } from "../read.ts";

const read = (...lines: string[]) => importCsv(`${lines.join("\n")}\n`, context);

test("a list that a person wrote is read by the names they gave its columns", () => {
  const found = read(
    "Title,Due,Tags,Priority,Notes,Done",
    'Dentist,2026-04-01 14:30,"health, teeth",High,Bring the card,',
    "Taxes,24.12.2026,#money #home,1,,",
    "Bins,,,,,x",
  );
  const dentist = task(found, "Dentist");
  assert.deepEqual(dentist.due, { date: "2026-04-01", time: "14:30" });
  assert.deepEqual(
    [dentist.tags, dentist.priority, dentist.notes],
    [["health", "teeth"], "high", "Bring the card"],
  );
  const taxes = task(found, "Taxes");
  assert.deepEqual(
    [taxes.due, taxes.tags, taxes.priority],
    [{ date: "2026-12-24" }, ["money", "home"], "high"],
  );
  assert.deepEqual([task(found, "Bins").status, taxes.status], ["done", "open"]);
  assert.deepEqual(told(found), {});
  // Read twice, the tasks are the same ones.
  assert.deepEqual(
    read("Title,Due", "Tea,").entries.map(({ key }) => key),
    read("Title,Due", "Tea,").entries.map(({ key }) => key),
  );
});

test("its columns may be German, between semicolons, with the time in one of its own; one column is enough", () => {
  const found = read(
    "Aufgabe;Fällig am;Uhrzeit;Kategorie;Priorität;Beschreibung;Erledigt",
    "Miete;1.5.2026;9:00;Haus;hoch;Dauerauftrag;nein",
    "Müll;;;;niedrig;;ja",
  );
  const { due, tags, priority, notes, status } = task(found, "Miete");
  assert.deepEqual(
    [due, tags, priority, notes, status],
    [{ date: "2026-05-01", time: "09:00" }, ["Haus"], "high", "Dauerauftrag", "open"],
  );
  assert.deepEqual([task(found, "Müll").priority, task(found, "Müll").status], ["low", "done"]);
  assert.deepEqual(task(read("Titel;Datum", "Tee;2026-05-02"), "Tee").due, { date: "2026-05-02" });
  assert.equal(read("Task", "Milk", "Bread").entries.length, 2);
});

test("a date that may be two is in the notes, and a column without a counterpart is told", () => {
  const found = read("Task,Due date,Effort", "Clear,12/24/2026,3", "Unclear,5/6/2026,2", "Odd,soon,1");
  assert.deepEqual(task(found, "Clear").due, { date: "2026-12-24" });
  assert.deepEqual([task(found, "Unclear").due, task(found, "Unclear").notes], [null, "Date: 5/6/2026"]);
  assert.deepEqual([task(found, "Odd").due, task(found, "Odd").notes], [null, "Date: soon"]);
  assert.equal(told(found)['The column "effort" is not carried over.'], "The file");
});

test("a table of something else makes no tasks", () => {
  for (const head of [
    "Name,Email,Phone",
    "Name,Birthday",
    "Title,Author,ISBN",
    "Date,Amount,Subject,IBAN",
    "A,B",
  ])
    assert.throws(() => read(head, "x,y,z,w"), isInvalid, head);
});
