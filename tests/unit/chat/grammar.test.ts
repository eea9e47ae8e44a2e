import assert from "node:assert/strict";
import { test } from "node:test";
import { type Intent, intentOf } from "../../../functions/chat/grammar/intents.ts";

// A Wednesday.
const now = new Date("2026-10-14T08:00:00Z");
const of = (text: string, language: "en" | "de" = "en"): Intent =>
  intentOf(text, { now, zone: "Europe/Berlin", language });

/** What matters of an intent. */
function brief(intent: Intent): unknown[] {
  if (intent.kind === "create") {
    const { title, due, recurrence } = intent.task;
    return ["create", title, due?.date, due?.time, recurrence?.rrule].filter((each) => each != null);
  }
  if (intent.kind === "move")
    return ["move", intent.query, intent.due.date, intent.due.time].filter((each) => each != null);
  const { kind, ...rest } = intent;
  return [kind, ...Object.values(rest)];
}

const sentences: [string, ...unknown[]][] = [
  ["Add buy milk tomorrow at 6pm", "create", "buy milk", "2026-10-15", "18:00"],
  ["please create a task to call Anna on Friday", "create", "call Anna", "2026-10-16"],
  [
    "Remind me to water the plants every Monday",
    "create",
    "water the plants",
    "2026-10-19",
    "FREQ=WEEKLY;BYDAY=MO",
  ],
  ["Erinnere mich morgen an den Zahnarzt um 9 Uhr", "create", "an den Zahnarzt", "2026-10-15", "09:00"],
  ["Füge Milch kaufen hinzu", "create", "Milch kaufen"],
  ["Neue Aufgabe: Miete überweisen am 1. November", "create", "Miete überweisen", "2026-11-01"],
  ["Dentist on Friday 14:00", "create", "Dentist", "2026-10-16", "14:00"],
  ["What's on today?", "list", "today"],
  ["today", "list", "today"],
  ["show me what is overdue", "list", "overdue"],
  ["What do I have this week?", "list", "week"],
  ["Was steht heute an?", "list", "today"],
  ["Welche Aufgaben sind überfällig?", "list", "overdue"],
  ["Was ist morgen fällig?", "list", "tomorrow"],
  ["find invoice", "find", "invoice"],
  ["Suche nach Rechnung", "find", "Rechnung"],
  ["Complete the report", "complete", "report"],
  ["Mark “Buy milk” as done", "complete", "Buy milk"],
  ["I have finished the report.", "complete", "report"],
  ["Milch kaufen ist erledigt", "complete", "Milch kaufen"],
  ["Erledige den Bericht", "complete", "Bericht"],
  ["Hake Milch kaufen ab", "complete", "Milch kaufen"],
  ["delete old notes please", "delete", "old notes"],
  ["Lösche alte Notizen", "delete", "alte Notizen"],
  ["Move the report to Friday 14:00", "move", "report", "2026-10-16", "14:00"],
  ["Postpone letter to the tax office to next Monday", "move", "letter to the tax office", "2026-10-19"],
  ["Verschiebe Zahnarzt auf Donnerstag 8 Uhr", "move", "Zahnarzt", "2026-10-15", "08:00"],
  ["skip watering", "skip", "watering"],
  ["Überspringe Blumen gießen", "skip", "Blumen gießen"],
  ["reopen the report", "reopen", "report"],
  ["Öffne den Bericht wieder", "reopen", "Bericht"],
  ["restore old notes", "restore", "old notes"],
  ["Stelle alte Notizen wieder her", "restore", "alte Notizen"],
  ["the second one", "pick", 2],
  ["3", "pick", 3],
  ["die letzte", "pick", 0],
  ["undo", "undo"],
  ["Mach das rückgängig", "undo"],
  ["overview", "summary"],
  ["Wie viele Aufgaben habe ich?", "summary"],
  ["help", "help"],
  ["Was kannst du?", "help"],
  ["Danke!", "thanks"],
];

for (const [text, ...expected] of sentences)
  test(`“${text}” is understood, whatever the person's language`, () => {
    for (const language of ["en", "de"] as const)
      assert.deepEqual(brief(of(text, language)), expected, language);
  });

test("what is no sentence of ours is not understood, and never a change", () => {
  const others = [
    "What is the capital of France?",
    "Tell me a joke",
    "Wie wird das Wetter morgen?",
    "Hello",
    "Move the report",
    "Move the report to somewhere nice",
    "Verschiebe den Bericht auf irgendwann",
    "Add tomorrow",
    "delete",
    "Can you book a flight to Rome?",
    "x".repeat(301),
    "The bins go out on Wednesday this week, only this once",
    "Remind me of the meeting with Anna half an hour before",
    "Put all six shopping tasks on Saturday",
    "Setze alle sechs Einkäufe auf Samstag",
    "Ab jetzt die Blumen alle zwei Tage gießen",
    "Laptop sichern soll sich jeden Montag wiederholen",
    "Make it due on Thursday",
    "Die ist am Donnerstag fällig",
  ];
  for (const text of others) assert.match(of(text).kind, /^(unknown|unsure)$/, text);
});

test("a sentence without a date or a verb of ours is asked about", () => {
  assert.deepEqual(of("Milk and eggs"), { kind: "unsure", text: "Milk and eggs" });
});

test("a date that is not understood whole stays in the title, as in quick add", () => {
  const intent = of("Add report on 31 February");
  assert.ok(
    intent.kind === "create" && intent.task.due === null && intent.task.title === "report on 31 February",
  );
});
