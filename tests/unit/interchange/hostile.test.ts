import assert from "node:assert/strict";
import { test } from "node:test";
import { Refusal } from "../../../functions/_shared/domain/refusal.ts";
import { importCsv } from "../../../functions/_shared/interchange/csv/import.ts";
import { importCalendar } from "../../../functions/_shared/interchange/ical/read/import.ts";
import { importJson } from "../../../functions/_shared/interchange/json/import.ts";
import { because } from "../../../functions/_shared/interchange/reasons.ts";
import { openReport } from "../../../functions/_shared/interchange/report.ts";
import { readDue } from "../../../functions/_shared/interchange/todoist/due.ts";
import { context, lines, task, told } from "./read.ts";

// Small files that once used up all time or memory. The tests assert their result, and by ending that the limits work.

const csv = (...rows: string[]) => ["TYPE,CONTENT,INDENT,DATE", ...rows].join("\n");
const isTooLarge = (error: unknown) => error instanceof Refusal && error.code === "too-large";

test("an indent is from 1 to 10, whatever a row says", () => {
  const text = csv(
    "task,One,100000000,",
    "task,Two,100000001,",
    "task,Three,-7,",
    "task,Four,1.9,",
    "task,Five,2,",
  );
  const imported = importCsv(text, context);
  assert.equal(imported.entries.length, 5);
  assert.equal(told(imported)["An INDENT is from 1 to 10."], '"One", "Two", "Three"');
  assert.equal(task(imported, "Five").notes, "Part of: Four");
});

test("files in a comment are found between openings that are never closed", () => {
  const open = "[[file {".repeat(50_000);
  const closed = '[[file {"file_name": "a", "file_url": "https://files.example/a"}]] end';
  const comment = (text: string) => `note,"${text.replaceAll('"', '""')}",,`;
  const imported = importCsv(csv("task,T,,", comment(`${closed} ${open}`)), context);
  assert.match(task(imported, "T").notes, /^a: https:\/\/files\.example\/a end \[\[file \{\[\[file/);
  const broken = importCsv(csv("task,T,,", comment(`x [[file {no}]] ${closed}`)), context);
  assert.equal(task(broken, "T").notes, "x [[file {no}]] a: https://files.example/a end");
});

test("days in words are read in one way only", () => {
  const many = `every ${"mon and ".repeat(20)}mon`;
  const day = (text: string) => readDue(text, context, context.zone)?.recurrence?.rrule;
  assert.match(day(many) ?? "", /^FREQ=WEEKLY;BYDAY=MO/);
  assert.equal(day(`${many} x`), undefined);
  assert.equal(day("every mon , tue"), day("every mon, x"));
  assert.equal(day(`every ${"mon, ".repeat(100)}tue`), undefined);
  for (const text of ["every mon,tue", "every mon, and tue", "every mon & tue", "every mon and tue"])
    assert.equal(day(text), "FREQ=WEEKLY;BYDAY=MO,TU", text);
});

test("a table of too many rows is refused, and one of many columns is read in its first", () => {
  assert.throws(() => importCsv(csv(...Array(100_001).fill("note,x,,")), context), isTooLarge);
  const wide = importCsv(`TYPE,CONTENT${",A".repeat(20_000)}\ntask,Wide\n`, context);
  assert.equal(wide.entries[0]?.task.title, "Wide");
  assert.equal(told(wide)["Only its first 50 columns are read."], "The file");
});

test("many entries of one UID are all imported, and those that are alike once", () => {
  const todo = (i: number) => ["BEGIN:VTODO", "UID:same", `SUMMARY:Task ${i}`, "END:VTODO"];
  const all = Array.from({ length: 2000 }, (_, i) => todo(i % 1500)).flat();
  const imported = lines(...all);
  assert.equal(imported.entries.length, 1500);
  assert.equal(new Set(imported.entries.map(({ key }) => key)).size, 1500);
  assert.match(told(imported)["It is in the file twice, and imported once."] ?? "", /and 497 more$/);
});

test("many series of one UID with many changed occurrences end, and what is left out is told", () => {
  const series = (i: number) => [
    ...["BEGIN:VEVENT", "UID:same", `SUMMARY:Series ${i}`],
    ...["DTSTART;VALUE=DATE:20260101", "RRULE:FREQ=DAILY", "END:VEVENT"],
  ];
  const changed = (i: number) => [
    ...["BEGIN:VEVENT", "UID:same", `SUMMARY:Changed ${i}`, `DTSTART;VALUE=DATE:202701${two(i)}`],
    ...[`RECURRENCE-ID;VALUE=DATE:202701${two(i)}`, "END:VEVENT"],
  ];
  const imported = lines(
    ...Array.from({ length: 20 }, (_, i) => series(i)).flat(),
    ...Array.from({ length: 20 }, (_, i) => changed(i + 1)).flat(),
  );
  assert.equal(imported.entries.length, 40);
  assert.equal(task(imported, "Series 9").recurrence?.exdates.length, 20);
  assert.equal(task(imported, "Series 10").recurrence?.exdates.length, 0);
  assert.ok(Object.keys(told(imported)).some((reason) => reason.includes("10 entries with its UID")));
});

test("an entry has at most 500 extra dates", () => {
  const days = Array.from({ length: 600 }, (_, i) =>
    new Date(Date.UTC(2027, 0, i + 1)).toISOString().slice(0, 10).replaceAll("-", ""),
  );
  const imported = lines(
    ...["BEGIN:VEVENT", "UID:u", "SUMMARY:Often", "DTSTART;VALUE=DATE:20260401"],
    ...[`RDATE;VALUE=DATE:${days.join(",")}`, "END:VEVENT"],
  );
  assert.equal(imported.entries.length, 501);
  assert.equal(told(imported)["An entry has at most 500 extra dates; the rest is left out."], '"Often"');
});

const two = (value: number) => String(value).padStart(2, "0");
const observance = (kind: string, start: string, rule: string, from: string, to: string) => [
  ...[`BEGIN:${kind}`, `DTSTART:${start}`, rule, `TZOFFSETFROM:${from}`, `TZOFFSETTO:${to}`, `END:${kind}`],
];
const inZone = (tzid: string, ...observances: string[][]) =>
  lines(
    ...["BEGIN:VTIMEZONE", `TZID:${tzid}`, ...observances.flat(), "END:VTIMEZONE"],
    ...["BEGIN:VEVENT", `UID:${tzid}`, "SUMMARY:There", `DTSTART;TZID=${tzid}:20260701T120000`, "END:VEVENT"],
  );
const rule = (month: number, day: string) => `RRULE:FREQ=YEARLY;BYMONTH=${month};BYDAY=${day}`;

test("a zone whose rules begin in year 1 is read; of a hundred rules the latest fifty", () => {
  const zone = [
    observance("STANDARD", "00011104T020000", rule(11, "1SU"), "-0400", "-0500"),
    observance("DAYLIGHT", "00010311T020000", rule(3, "2SU"), "-0500", "-0400"),
  ];
  const plain = inZone("Ours", ...zone);
  assert.deepEqual(task(plain, "There").due?.time_zone, "America/New_York");
  assert.equal(plain.report.length, 1);

  const early = Array.from({ length: 100 }, (_, i) =>
    observance(
      "STANDARD",
      `0001${two((i % 12) + 1)}01T0200${two(i % 60)}`,
      rule((i % 12) + 1, "1SU"),
      "+0100",
      "+0200",
    ),
  );
  const many = inZone("Many", ...early);
  assert.equal(many.entries.length, 1);
  assert.equal(
    told(many)["Its clock changes by more than 50 rules; the earliest are left out."],
    'Time zone "Many"',
  );
});

test("rules of a zone that come too often are left out, and told", () => {
  const daily = `RRULE:FREQ=YEARLY;BYDAY=SU,MO,TU,WE,TH,FR,SA`;
  const imported = inZone("Daily", observance("STANDARD", "00010101T000000", daily, "+0100", "+0200"));
  assert.equal(imported.entries.length, 1);
  assert.ok(told(imported)["Changes of its clock before 1968, or by unusual rules, are left out."]);
});

test("a time in the year 9999 in a zone of the file's own ends", () => {
  const imported = lines(
    ...["BEGIN:VTIMEZONE", "TZID:Odd"],
    ...observance("STANDARD", "16010101T000000", rule(3, "1SU"), "+0107", "+0113"),
    ...[
      "END:VTIMEZONE",
      "BEGIN:VEVENT",
      "UID:u",
      "SUMMARY:Late",
      "DTSTART;TZID=Odd:99990701T120000",
      "END:VEVENT",
    ],
  );
  assert.deepEqual(
    imported.entries.map(({ task }) => task.due),
    [null],
  );
  assert.ok(imported.report.some(({ what, reason }) => what === '"Late"' && reason.includes("9999-07-01")));
});

test("components within components cost only what they are in", () => {
  const deep = Array.from({ length: 20_000 }, (_, i) => `BEGIN:X-${i % 7}`);
  const ends = Array.from({ length: 20_000 }, () => "END:NOTHING");
  const imported = lines(
    ...["BEGIN:VTODO", "UID:a", "SUMMARY:Deep", ...deep, ...ends, "END:VTODO"],
    ...["BEGIN:VTODO", "UID:b", "SUMMARY:After", "END:VTODO"],
  );
  assert.deepEqual(
    imported.entries.map(({ task }) => task.title),
    ["Deep", "After"],
  );
  assert.match(told(imported)["A line cannot be read and is left out."] ?? "", /^"Deep" and \d+ more$/);
});

test("a calendar of too many lines is refused", () => {
  const text = `BEGIN:VCALENDAR\n${"A:\n".repeat(200_001)}END:VCALENDAR`;
  assert.throws(() => importCalendar(text, context), isTooLarge);
});

test("a report has an end, however much is wrong", () => {
  const report = openReport();
  for (let i = 0; i < 3000; i++) {
    report.lost(
      { what: `Task ${i} ${"x".repeat(500)}`, line: i },
      because("unknown-field", `${i} ${"y".repeat(500)}`),
    );
    report.detail({ what: `Task ${i}` }, because("csv-invalid", `Detail ${i}`));
  }
  const items = report.items();
  assert.ok(items.length <= 1000, `${items.length} items`);
  assert.ok(items.every(({ what, reason }) => what.length <= 200 && reason.length <= 200));
  assert.match(items.at(-1)?.reason ?? "", /^\d+ more are not listed/);
  const shown = items.length - 1;
  assert.equal(Number(/\d+/.exec(items.at(-1)?.reason ?? "")?.[0]), 6000 - shown);
});

const file = (...tasks: unknown[]) => ({ format: "taskwake", version: 1, account: { id: "a" }, tasks });

test("a task of an export that cannot be stored is told, and the others come in", () => {
  const series = { due: { date: "2026-05-01" }, recurrence: { rrule: "FREQ=DAILY" } };
  const wrong = {
    "A number no column holds": { ...series, occurrence: 2 ** 31 },
    "Year zero": { due: { date: "0000-01-01" } },
    "Year 9999": { due: { date: "9999-12-31" } },
    "Made in year zero": { created_at: "0000-01-01T00:00:00Z" },
    "Begun in year zero": {
      ...series,
      recurrence: { ...series.recurrence, anchor: { date: "0000-01-01" } },
    },
    "An exception of no year": { ...series, recurrence: { ...series.recurrence, exdates: ["0000-01-01"] } },
  };
  const tasks = Object.entries(wrong).map(([title, fields], i) => ({ id: i + 1, title, ...fields }));
  const imported = importJson(file(...tasks, { id: 99, title: "Good\0" }), context);
  assert.deepEqual(
    imported.entries.map(({ task }) => task.title),
    ["Good"],
  );
  assert.deepEqual(
    imported.report.map(({ what }) => what),
    Object.keys(wrong).map((title) => `"${title}"`),
  );
});

test("an export of too many tasks is refused", () => {
  assert.throws(() => importJson(file(...Array(20_001).fill([])), context), isTooLarge);
});

test("of countless lines that find a place in the notes some are kept, and the rest is told", () => {
  const many = Array.from({ length: 60_000 }, (_, i) => `LOCATION:place ${i}`);
  const imported = lines(
    ...["BEGIN:VEVENT", "UID:a", "SUMMARY:Places", "DTSTART:20260401T100000Z", ...many, "END:VEVENT"],
  );
  assert.equal(task(imported, "Places").notes.split("\n").length, 200);
  const left = "Of places, links and the like 200 are kept in the notes; the rest is left out.";
  assert.equal(told(imported)[left], '"Places"');
});
