import assert from "node:assert/strict";
import { test } from "node:test";
import { english } from "../../../../functions/_shared/domain/quick-add/english.ts";
import { german } from "../../../../functions/_shared/domain/quick-add/german.ts";
import { parseQuickAdd } from "../../../../functions/_shared/domain/quick-add/parse.ts";
import type { Circumstances } from "../../../../functions/_shared/domain/quick-add/words.ts";

// A Wednesday.
const at: Circumstances = {
  today: "2026-11-18",
  time: "10:00",
  zone: "Europe/Berlin",
  words: english,
  dayFirst: true,
};

/** Title and the recognised parts, in one line. */
function read(text: string, how: Partial<Circumstances> = {}, dismissed: string[] = []): string {
  const { task } = parseQuickAdd(text, { ...at, ...how }, new Set(dismissed));
  const { title, due, priority, tags, reminders, recurrence } = task;
  return [
    title,
    due && [due.date, due.time].filter(Boolean).join(" "),
    recurrence && recurrence.rrule + (recurrence.mode === "completion" ? " from completion" : ""),
    priority !== "medium" && priority,
    tags.length > 0 && tags.map((tag) => `#${tag}`).join(" "),
    ...reminders.map((one) => ("before" in one ? `-${one.before}` : one.at)),
  ]
    .filter(Boolean)
    .join(" | ");
}

const cases: [string, string][] = [
  [
    "pay rent every last day 9am !high #home remind me 1h before",
    "pay rent | 2026-11-30 09:00 | FREQ=MONTHLY;BYMONTHDAY=-1 | high | #home | -PT1H",
  ],
  ["call mum tomorrow", "call mum | 2026-11-19"],
  ["call mum at 9", "call mum | 2026-11-19 09:00"],
  ["call mum at 11", "call mum | 2026-11-18 11:00"],
  ["dentist fri 14:30", "dentist | 2026-11-20 14:30"],
  ["dentist on fri 14:30", "dentist | 2026-11-20 14:30"],
  ["dentist friday 2pm", "dentist | 2026-11-20 14:00"],
  ["lunch next friday", "lunch | 2026-11-27"],
  ["lunch next monday", "lunch | 2026-11-23"],
  ["tax return by 31 may", "tax return | 2027-05-31"],
  ["tax return May 31, 2028 noon", "tax return | 2028-05-31 12:00"],
  ["visa 5/12", "visa | 2026-12-05"],
  ["visa 2027-02-03", "visa | 2027-02-03"],
  ["water plants in 3 days", "water plants | 2026-11-21"],
  ["water plants every! 3 days", "water plants | 2026-11-18 | FREQ=DAILY;INTERVAL=3 from completion"],
  ["gym every mon, wed and fri 7am", "gym | 2026-11-20 07:00 | FREQ=WEEKLY;BYDAY=MO,WE,FR"],
  ["standup every weekday 9:15", "standup | 2026-11-19 09:15 | FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"],
  ["bins every other week from friday", "bins | 2026-11-20 | FREQ=WEEKLY;INTERVAL=2"],
  ["board every 2nd tuesday", "board | 2026-12-08 | FREQ=MONTHLY;BYDAY=2TU"],
  ["invoice every month on the 15th", "invoice | 2026-12-15 | FREQ=MONTHLY;BYMONTHDAY=15"],
  ["birthday every 5 oct", "birthday | 2027-10-05 | FREQ=YEARLY;BYMONTH=10;BYMONTHDAY=5"],
  ["pills every day 10 times", "pills | 2026-11-18 | FREQ=DAILY;COUNT=10"],
  ["course every monday until 20 dec", "course | 2026-11-23 | FREQ=WEEKLY;BYDAY=MO;UNTIL=20261220"],
  ["report p1 *30m today 5pm", "report | 2026-11-18 17:00 | high | -PT30M"],
  ["read The 5th Wave", "read The 5th Wave"],
  ["buy paprika and sun cream", "buy paprika and sun cream"],
  ["buy 2 apples", "buy 2 apples"],
  ["march with May to the sat nav shop", "march with May to the sat nav shop"],
  ["email bob@9.example about c#", "email bob@9.example about c#"],
  ["today", "today | 2026-11-18"],
  ["wash car remind me at 8am", "wash car | 2026-11-19T07:00:00.000Z"],
];

for (const [text, understood] of cases)
  test(`"${text}" is understood`, () => assert.equal(read(text), understood));

const germanCases: [string, string][] = [
  [
    "Miete überweisen jeden letzten Tag 9 Uhr !hoch #zuhause",
    "Miete überweisen | 2026-11-30 09:00 | FREQ=MONTHLY;BYMONTHDAY=-1 | high | #zuhause",
  ],
  ["Zahnarzt übermorgen um 14:30 erinnere mich 1 Std vorher", "Zahnarzt | 2026-11-20 14:30 | -PT1H"],
  ["Müll jeden Dienstag", "Müll | 2026-11-24 | FREQ=WEEKLY;BYDAY=TU"],
  ["Filter alle 2 Wochen", "Filter | 2026-11-18 | FREQ=WEEKLY;INTERVAL=2"],
  ["Steuer 31. Mai", "Steuer | 2027-05-31"],
  ["Steuer am 5.12.", "Steuer | 2026-12-05"],
  ["Blumen in 3 Tagen", "Blumen | 2026-11-21"],
];
for (const [text, understood] of germanCases)
  test(`"${text}" wird verstanden`, () => assert.equal(read(text, { words: german }), understood));

test("what was dismissed stays in the title, the rest is still understood", () => {
  assert.equal(read("lunch friday #food", {}, ["date:friday"]), "lunch friday | #food");
});

test("the person's locale decides what 5/12 is", () => {
  assert.equal(read("visa 5/12", { dayFirst: false }), "visa | 2027-05-12");
});

test("the end of a range of times is kept in the notes, as a task has none", () => {
  const { task, spans } = parseQuickAdd("lunch from 2 to 3pm", at, new Set());
  assert.deepEqual([task.title, task.notes], ["lunch", "14:00–15:00"]);
  const [span] = spans;
  assert.deepEqual([span?.start, span?.end], [6, 19]);
  // Dismissed, all of it stays in the title, and nothing in the notes.
  const left = parseQuickAdd("lunch from 2 to 3pm", at, new Set([span?.key ?? ""])).task;
  assert.deepEqual([left.title, left.due, left.notes], ["lunch from 2 to 3pm", null, ""]);
});
