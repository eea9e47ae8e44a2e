import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Refusal } from "../../../../functions/_shared/domain/refusal.ts";
import { importCsv } from "../../../../functions/_shared/interchange/csv/import.ts";
import { readDue } from "../../../../functions/_shared/interchange/todoist/due.ts";
import { context, fixture, isInvalid, task, told } from "../read.ts";

const imported = importCsv(fixture("todoist.csv"), context);

test("labels and sections are tags, comments and files are in the notes", () => {
  const milk = task(imported, "Buy milk");
  assert.deepEqual(milk.tags, ["shop", "weekly"]);
  assert.equal(
    milk.notes,
    'The "good" one, 2 litres\n\nFrom the market\n\nLeaflet leaflet.pdf: https://files.example/leaflet.pdf',
  );
  assert.deepEqual(task(imported, "Prepare the beds").tags, ["Garden"]);
});

test("an address in a title is no label", () => {
  assert.deepEqual(task(imported, "Mail bob@example.com about seeds").tags, ["Garden"]);
});

test("sub-tasks say what they are part of", () => {
  assert.equal(task(imported, "Turn the compost").notes, "Part of: Prepare the beds");
  assert.equal(task(imported, "Sieve it").notes, "Part of: Turn the compost");
});

test("four priorities become three, in their order", () => {
  const priorities = ["Buy milk", "Prepare the beds", "Mail bob@example.com about seeds", "Sieve it"];
  assert.deepEqual(
    priorities.map((title) => task(imported, title).priority),
    ["high", "medium", "medium", "low"],
  );
});

test("dates are on the clock of their row; a repetition begins with the next of its days", () => {
  const milk = task(imported, "Buy milk");
  assert.deepEqual(milk.due, { date: "2026-03-16", time: "09:00" });
  assert.equal(milk.recurrence?.rrule, "FREQ=WEEKLY;BYDAY=MO");
  const mail = task(imported, "Mail bob@example.com about seeds");
  assert.deepEqual(mail.due, { date: "2026-03-20", time: "18:30", time_zone: "America/New_York" });
  assert.equal(task(imported, "Turn the compost").recurrence?.mode, "completion");
});

test("what is not understood stays readable, and is told with its line", () => {
  assert.equal(task(imported, "Plant by the moon").notes, "Date: each full moon");
  const report = told(imported);
  assert.equal(
    report['The date "each full moon" is not understood; it is in the notes.'],
    '"Plant by the moon"',
  );
  assert.equal(report["A task has one date: the deadline is in the notes."], '"Prepare the beds"');
  assert.equal(report['Not imported. Its TYPE "wish" is not task, section or note.'], '"A pony"');
  assert.equal(imported.report.find(({ what }) => what === '"Plant by the moon"')?.line, 12);
});

test("rows that are alike are two tasks, and the same two when read again", () => {
  const keys = ({ entries }: typeof imported) => entries.map(({ key }) => key);
  assert.equal(new Set(keys(imported)).size, 9);
  assert.deepEqual(keys(imported), keys(importCsv(`\ufeff${fixture("todoist.csv")}`, context)));
  const other = importCsv(fixture("todoist.csv"), { ...context, source: "Home.csv" });
  assert.equal(new Set([...keys(imported), ...keys(other)]).size, 18);
});

test("semicolons are read too; a table that is not Todoist's is refused", () => {
  const { entries } = importCsv("TYPE;CONTENT;PRIORITY\ntask;a, b;1\n", context);
  assert.equal(entries[0]?.task.title, "a, b");
  assert.throws(() => importCsv("Title,Author\nx,y", context), isInvalid);
  assert.throws(() => importCsv("", context), isInvalid);
});

const repetitions: Record<string, [rrule: string, first: string]> = {
  "every day": ["FREQ=DAILY", "2026-03-10"],
  "every day at 9:00": ["FREQ=DAILY", "2026-03-11 09:00"],
  "daily at 6pm": ["FREQ=DAILY", "2026-03-10 18:00"],
  "every morning": ["FREQ=DAILY", "2026-03-11 09:00"],
  "every weekday at 8:30": ["FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "2026-03-11 08:30"],
  "every mon, wed and fri": ["FREQ=WEEKLY;BYDAY=MO,WE,FR", "2026-03-11"],
  "ev tue": ["FREQ=WEEKLY;BYDAY=TU", "2026-03-10"],
  "every other friday": ["FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", "2026-03-13"],
  "every 2 weeks on monday": ["FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", "2026-03-16"],
  "every 3rd friday": ["FREQ=MONTHLY;BYDAY=3FR", "2026-03-20"],
  "every last day of the month": ["FREQ=MONTHLY;BYMONTHDAY=-1", "2026-03-31"],
  "every 1st, 15th": ["FREQ=MONTHLY;BYMONTHDAY=1,15", "2026-03-15"],
  "every month on the 5th": ["FREQ=MONTHLY;BYMONTHDAY=5", "2026-04-05"],
  "every quarter": ["FREQ=MONTHLY;INTERVAL=3", "2026-03-10"],
  "every 27 january": ["FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=27", "2027-01-27"],
  "every day at 9am starting 2026-04-01": ["FREQ=DAILY", "2026-04-01 09:00"],
  "every 4th monday starting aug 29 ending 15 dec": ["FREQ=MONTHLY;BYDAY=4MO;UNTIL=20261215", "2026-09-28"],
};
const once: Record<string, string> = {
  "2026-03-01": "2026-03-01",
  "2026-03-01 at 09:00": "2026-03-01 09:00",
  "2026-03-01T09:00:00Z": "2026-03-01 10:00",
  "Oct 5 2026": "2026-10-05",
  "5 Feb": "2027-02-05",
  "tomorrow 18:00": "2026-03-11 18:00",
  "next tuesday at noon": "2026-03-17 12:00",
  "in 3 days": "2026-03-13",
};
const unclear = [
  "5/10/2026",
  "each full moon",
  "jeden Montag",
  "every hour",
  "every 3 workdays",
  "2026-02-30",
  "last day",
];

test("dates in words", () => {
  const read = (text: string) => {
    const found = readDue(text, context, context.zone);
    const due = found?.due && [found.due.date, found.due.time].filter(Boolean).join(" ");
    return found?.recurrence ? [found.recurrence.rrule, due] : due;
  };
  for (const [text, expected] of Object.entries(repetitions)) assert.deepEqual(read(text), expected, text);
  for (const [text, expected] of Object.entries(once)) assert.equal(read(text), expected, text);
  for (const text of unclear) assert.equal(read(text), undefined, text);
});

const german: Record<string, [rrule: string, first: string]> = {
  "jeden Montag": ["FREQ=WEEKLY;BYDAY=MO", "2026-03-16"],
  "jeden Tag um 8:00": ["FREQ=DAILY", "2026-03-11 08:00"],
  täglich: ["FREQ=DAILY", "2026-03-10"],
  "jede Woche": ["FREQ=WEEKLY", "2026-03-10"],
  "alle 3 Tage": ["FREQ=DAILY;INTERVAL=3", "2026-03-10"],
  "jeden Montag und Freitag um 18 Uhr": ["FREQ=WEEKLY;BYDAY=MO,FR", "2026-03-13 18:00"],
  "jeden Werktag": ["FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "2026-03-10"],
  "jeden Tag ab 1. April": ["FREQ=DAILY", "2026-04-01"],
};
const germanOnce: Record<string, string> = {
  "5 Okt 2027": "2027-10-05",
  "5. Oktober 2027": "2027-10-05",
  "5.10.2027": "2027-10-05",
  morgen: "2026-03-11",
  "morgen um 18:00": "2026-03-11 18:00",
  Freitag: "2026-03-13",
  "2027-10-05": "2027-10-05",
  "Oct 5 2027": "2027-10-05",
};

test("dates in German, as DATE_LANG says, are read as quick add reads them, all of their words or none", () => {
  const read = (text: string, language = "de") => {
    const found = readDue(text, context, context.zone, language);
    const due = found?.due && [found.due.date, found.due.time].filter(Boolean).join(" ");
    return found?.recurrence ? [found.recurrence.rrule, due] : due;
  };
  for (const [text, expected] of Object.entries(german)) assert.deepEqual(read(text), expected, text);
  for (const [text, expected] of Object.entries(germanOnce)) assert.equal(read(text), expected, text);
  for (const text of ["jeden Vollmond", "jeden Montag außer Ostern", "irgendwann", "alle 3 Stunden"])
    assert.equal(read(text), undefined, text);
  assert.equal(readDue("jeden! Montag", context, context.zone, "de")?.recurrence?.mode, "completion");
  assert.equal(read("jeden Montag", "en"), undefined);
});

test("single dates are read in some other languages, and what is not understood stays in the notes", () => {
  const read = (text: string, language: string) => readDue(text, context, context.zone, language)?.due?.date;
  assert.equal(read("5 octobre 2027", "fr"), "2027-10-05");
  assert.equal(read("5 de octubre de 2027", "es"), "2027-10-05");
  assert.equal(read("chaque lundi", "fr"), undefined);
  assert.equal(read("毎週月曜日", "ja"), undefined);
});

test("no text makes it fail in a way that is not told", async () => {
  const cell = fc.oneof(
    fc.string({ unit: "grapheme", maxLength: 12 }),
    fc.constantFrom(
      "task",
      "section",
      "note",
      "1",
      "every",
      "every 99",
      '"',
      "every 31 feb",
      "2026-99-99",
      "at 25:61",
    ),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(cell, { maxLength: 8 }), { maxLength: 6 }), async (rows) => {
      const text = [
        "TYPE,CONTENT,PRIORITY,INDENT,DATE,TIMEZONE,DEADLINE",
        ...rows.map((row) => row.join(",")),
      ].join("\n");
      try {
        importCsv(text, context);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
      }
    }),
    { numRuns: 300 },
  );
});
