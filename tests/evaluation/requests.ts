import { adds, changes, type Expected, type Language, nothing, on, plans, reads } from "./expected.ts";
import { titleOf } from "./tasks.ts";

export const categories = {
  create: "new tasks",
  find: "find and summarise",
  change: "reschedule and edit",
  complete: "complete, reopen, skip",
  delete: "delete and restore",
  bulk: "many at once: a plan",
  recurrence: "change of recurrence: a plan",
  ambiguous: "has to ask",
  irrelevant: "nothing to do with tasks",
  turns: "several messages",
  undo: "history and undo",
} as const;
export type Category = keyof typeof categories;

/** What a person says, and what must come of it. */
export interface Request {
  id: string;
  category: Category;
  language: Language;
  /** One message a turn. */
  said: string[];
  expected: Expected;
  /** The assistant without a model should do it too. */
  grammar: boolean;
}

type Said = string | string[];
/** The words of one language. */
type By = <Words>(en: Words, de: Words) => Words;

const all: Request[] = [];
const counts = new Map<Category, number>();

/** The same request in both languages, each in its own words; `grammar` names those that need no model. */
function both(
  category: Category,
  en: Said,
  de: Said,
  expected: (by: By) => Expected,
  grammar: Language[] = [],
): void {
  const n = (counts.get(category) ?? 0) + 1;
  counts.set(category, n);
  for (const [language, said] of [
    ["en", en],
    ["de", de],
  ] as const)
    all.push({
      id: `${category}-${n}-${language}`,
      ...{ category, language, said: [said].flat() },
      expected: expected((one, other) => (language === "en" ? one : other)),
      grammar: grammar.includes(language),
    });
}

const every: Language[] = ["en", "de"];
const name = (key: string) => (by: By) => by(titleOf(key, "en"), titleOf(key, "de"));
const said = (by: By, ...keys: string[]) => keys.map((key) => name(key)(by));

// New tasks.
both(
  "create",
  "Add buy stamps tomorrow",
  "Neue Aufgabe: Briefmarken kaufen morgen",
  (by) => adds({ title: by(["buy stamps"], ["Briefmarken kaufen"]), due: { date: "2026-12-01" } }),
  every,
);
both(
  "create",
  "Add lunch with Tom on Friday at 1pm",
  "Neue Aufgabe: Mittagessen mit Tom Freitag 13 Uhr",
  (by) =>
    adds({
      title: by(["lunch with Tom"], ["Mittagessen mit Tom"]),
      due: { date: "2026-12-04", time: "13:00" },
    }),
  every,
);
both(
  "create",
  "Remind me every Monday to send the timesheet, from next week on",
  "Erinnere mich ab nächster Woche jeden Montag, den Stundenzettel zu schicken",
  (by) =>
    adds({
      title: by(
        ["send the timesheet", "send timesheet"],
        ["Stundenzettel schicken", "den Stundenzettel schicken", "Stundenzettel senden"],
      ),
      due: { date: "2026-12-07" },
      rrule: ["FREQ=WEEKLY;BYDAY=MO", "FREQ=WEEKLY"],
    }),
);
both(
  "create",
  "Theatre on 12 December at half past seven in the evening, remind me two hours before",
  "Theater am 12. Dezember um halb acht abends, erinnere mich zwei Stunden vorher",
  (by) =>
    adds({
      title: by(["Theatre", "Theater"], ["Theater"]),
      due: { date: "2026-12-12", time: "19:30" },
      reminders: [{ before: "PT2H" }],
    }),
);
both(
  "create",
  "I have to hand in the form by Thursday and pick up the suit on Saturday",
  "Ich muss bis Donnerstag das Formular abgeben und am Samstag den Anzug abholen",
  (by) =>
    adds(
      {
        title: by(["hand in the form", "hand in form"], ["Formular abgeben", "das Formular abgeben"]),
        due: { date: "2026-12-03" },
      },
      {
        title: by(["pick up the suit", "pick up suit"], ["Anzug abholen", "den Anzug abholen"]),
        due: { date: "2026-12-05" },
      },
    ),
);
both("create", 'Make a task called "Read 1984"', "Erstelle die Aufgabe „1984 lesen“", (by) =>
  adds({ title: by(["Read 1984"], ["1984 lesen"]) }),
);
both(
  "create",
  "Add water filter !high #home",
  "Neue Aufgabe: Wasserfilter !hoch #zuhause",
  (by) =>
    adds({
      title: by(["water filter"], ["Wasserfilter"]),
      priority: "high",
      tags: by(["home"], ["zuhause"]),
    }),
  every,
);
both(
  "create",
  "Put the monthly meeting on the last working Friday, no wait: simply 18 December at 10, title Team day",
  "Trag das Monatstreffen ein, ach nein: einfach am 18. Dezember um 10 Uhr, Titel Teamtag",
  (by) => adds({ title: by(["Team day"], ["Teamtag"]), due: { date: "2026-12-18", time: "10:00" } }),
);

// Find and summarise.
const lists = ["list_tasks", "search_tasks", "summary", "search"];
both(
  "find",
  "What's on today?",
  "Was steht heute an?",
  (by) => reads(lists, said(by, "plants", "invoice", "doctor")),
  every,
);
both(
  "find",
  "What is overdue?",
  "Was ist überfällig?",
  (by) => reads(lists, said(by, "passport", "library")),
  every,
);
both("find", "Find invoice", "Suche Rechnung", (by) => reads(lists, said(by, "invoice")), every);
both("find", "When do I meet Ben?", "Wann treffe ich Ben?", () => reads([...lists, "get_task"], ["14"]));
both(
  "find",
  "How many things are on my shopping list?",
  "Wie viele Sachen stehen auf meiner Einkaufsliste?",
  (by) => ({
    ...reads(lists),
    says: by(["6"], ["6"]),
  }),
);
both(
  "find",
  "What do I have to do for work on Wednesday?",
  "Was muss ich am Mittwoch für die Arbeit tun?",
  (by) => reads(lists, said(by, "slides", "review")),
);

// Reschedule and edit; a repeating task keeps its rule.
both(
  "change",
  "Move the quarterly report to Friday next week",
  "Verschiebe den Quartalsbericht auf Freitag nächster Woche",
  () =>
    changes("reschedule_task", "report", { due: { date: "2026-12-11" } }, { due: { date: "2026-12-11" } }),
);
both(
  "change",
  "Move haircut to 11 December",
  "Verschiebe Friseur auf 11. Dezember",
  () => {
    const due = { date: "2026-12-11", time: "16:00" };
    return changes("reschedule_task", "haircut", { due }, { due });
  },
  every,
);
both(
  "change",
  "The bins go out on Wednesday this week, only this once",
  "Der Müll muss diese Woche erst am Mittwoch raus, nur dieses Mal",
  () =>
    changes(
      "reschedule_task",
      "bins",
      { due: { date: "2026-12-02" } },
      { due: { date: "2026-12-02" }, rrule: ["FREQ=WEEKLY;BYDAY=TU"] },
    ),
);
both(
  "change",
  "Repairing the bike is important, make it high priority",
  "Das Fahrrad ist wichtig, gib ihm hohe Priorität",
  () => changes("edit_task", "bike", { priority: "high" }, { priority: "high" }),
);
both(
  "change",
  "Rename Book the hotel to Book the hotel in Graz",
  "Benenne Hotel buchen um in Hotel in Graz buchen",
  (by) => {
    const title = by("Book the hotel in Graz", "Hotel in Graz buchen");
    return changes("edit_task", "hotel", { title }, { title: [title] });
  },
);
both(
  "change",
  "Remind me of the meeting with Anna half an hour before",
  "Erinnere mich eine halbe Stunde vorher an das Treffen mit Anna",
  () => {
    const reminders = [{ before: "PT30M" }];
    return changes("edit_task", "anna", { reminders }, { reminders });
  },
);
both(
  "change",
  "Write in the notes of the tax return that the folder is in the cellar",
  "Schreib in die Notizen der Steuererklärung, dass der Ordner im Keller ist",
  (by) => changes("edit_task", "tax", {}, { notes: by("cellar", "Keller") }),
);

// Complete, reopen, skip.
const done = { status: "done" } as const;
both(
  "complete",
  "Complete Buy milk",
  "Erledige Milch kaufen",
  () => changes("complete_task", "milk", {}, done),
  every,
);
both("complete", "I have sent the invoice to Weber", "Die Rechnung an Weber ist raus", () =>
  changes("complete_task", "invoice", {}, done),
);
both("complete", "I have watered the plants", "Ich habe die Blumen gegossen", () =>
  changes("complete_task", "plants", {}, { ...done, skipped: false }),
);
both(
  "complete",
  "Reopen Book the flight",
  "Öffne Flug buchen wieder",
  () => changes("reopen_task", "flight", {}, { status: "open" }),
  every,
);
both(
  "complete",
  "Skip Yoga class",
  "Überspringe Yogakurs",
  () => changes("skip_occurrence", "yoga", {}, { skipped: true }),
  every,
);

// Delete and restore.
const deletes = (key: string) => plans([{ op: "delete", key }], ["delete_task", on(key)]);
both(
  "delete",
  "Delete Compare insurance",
  "Lösche Versicherungen vergleichen",
  () => deletes("insurance"),
  every,
);
both(
  "delete",
  "I don't need the garden task any more, get rid of it",
  "Den Garten brauche ich nicht mehr, wirf die Aufgabe weg",
  () => deletes("garden"),
);
both(
  "delete",
  "Restore Fix the lamp",
  "Stelle Lampe reparieren wieder her",
  () => changes("restore_task", "lamp", {}, { deleted: false }),
  every,
);

// Many at once.
const shopping = ["milk", "bread", "eggs", "coffee", "butter", "apples"];
const christmas = ["gifts", "tree", "cards", "cookies", "goose", "songs"];
both(
  "bulk",
  "I have been shopping, everything on the shopping list is done",
  "Ich war einkaufen, alles auf der Einkaufsliste ist erledigt",
  () => plans(shopping.map((key) => ({ op: "complete", key }))),
);
both("bulk", "Delete everything tagged christmas", "Lösche alles mit dem Tag christmas", () =>
  plans(christmas.map((key) => ({ op: "delete", key }))),
);
both("bulk", "Put all six shopping tasks on Saturday", "Setze alle sechs Einkäufe auf Samstag", () =>
  plans(shopping.map((key) => ({ op: "update", key, match: { due: { date: "2026-12-05" } } }))),
);
both(
  "bulk",
  "All six christmas tasks get high priority",
  "Alle sechs Aufgaben mit dem Tag christmas bekommen hohe Priorität",
  () => plans(christmas.map((key) => ({ op: "update", key, match: { priority: "high" } }))),
);

// Change of recurrence.
const repeats = (key: string, rrule: string[] | null) =>
  plans(
    [{ op: "update", key, match: { rrule } }],
    ["set_recurrence", on(key, { recurrence: rrule && { rrule: rrule[0] } })],
  );
both(
  "recurrence",
  "Water the plants every two days from now on",
  "Ab jetzt die Blumen alle zwei Tage gießen",
  () => repeats("plants", ["FREQ=DAILY;INTERVAL=2"]),
);
both(
  "recurrence",
  "The yoga class shall not repeat any more",
  "Der Yogakurs soll sich nicht mehr wiederholen",
  () => repeats("yoga", null),
);
both(
  "recurrence",
  "Make Back up the laptop repeat every Monday",
  "Laptop sichern soll sich jeden Montag wiederholen",
  () => repeats("backup", ["FREQ=WEEKLY;BYDAY=MO", "FREQ=WEEKLY"]),
);

// Has to ask, and changes nothing.
both("ambiguous", "Move the meeting to Friday", "Verschiebe das Treffen auf Freitag", () => nothing, every);
both("ambiguous", "Complete the call", "Erledige anrufen", () => nothing, every);
both("ambiguous", "Delete the second one", "Lösche die zweite", () => nothing);
both("ambiguous", "Postpone it a bit", "Verschieb das ein bisschen", () => nothing);

// Nothing to do with tasks.
both(
  "irrelevant",
  "What is the capital of Australia?",
  "Was ist die Hauptstadt von Australien?",
  () => nothing,
  every,
);
both(
  "irrelevant",
  "Write me a poem about the sea",
  "Schreib mir ein Gedicht über das Meer",
  () => nothing,
  every,
);
both(
  "irrelevant",
  "Send an e-mail to Anna that I am late",
  "Schick Anna eine E-Mail, dass ich später komme",
  () => nothing,
);

// Several messages.
both("turns", ["Find invoice", "I have sent it"], ["Suche Rechnung", "Die habe ich geschickt"], () =>
  changes("complete_task", "invoice", {}, done),
);
both(
  "turns",
  ["When do I meet Anna?", "Move that to 11"],
  ["Wann treffe ich Anna?", "Verschieb das auf 11 Uhr"],
  () => {
    const due = { date: "2026-12-02", time: "11:00" };
    return changes("reschedule_task", "anna", { due }, { due });
  },
);
both(
  "turns",
  ["Add buy a lamp", "Make it due on Thursday"],
  ["Neue Aufgabe: Lampe kaufen", "Die ist am Donnerstag fällig"],
  (by) => {
    const title = by(["buy a lamp", "buy lamp"], ["Lampe kaufen"]);
    const created = [{ title, due: { date: "2026-12-03" } }];
    return {
      calls: [
        [
          ["create_task", { title: title[0] }],
          ["reschedule_task", { task_id: "$new", version: 1, due: created[0]?.due }],
        ],
      ],
      created,
    };
  },
);
both(
  "turns",
  ["Move the meeting to Friday", "The one with Ben"],
  ["Verschiebe das Treffen auf Freitag", "Das mit Ben"],
  () => {
    const due = { date: "2026-12-04", time: "14:00" };
    return changes("reschedule_task", "ben", { due }, { due });
  },
);

// History and undo.
both(
  "undo",
  ["Complete Buy milk", "Undo"],
  ["Erledige Milch kaufen", "Rückgängig"],
  () => ({
    calls: [
      [
        ["complete_task", on("milk")],
        ["undo", { operation_id: "00000000-0000-4000-8000-000000000000" }],
      ],
      [
        ["complete_task", on("milk")],
        ["reopen_task", on("milk")],
      ],
    ],
  }),
  every,
);
both(
  "undo",
  "What happened to the task Fix the lamp? It is not on my list.",
  "Was ist mit der Aufgabe Lampe reparieren passiert? Sie steht nicht auf meiner Liste.",
  (by) => ({
    ...reads(["list_tasks", "task_history", "search_tasks", "get_task"]),
    says: by(["trash"], ["Papierkorb"]),
  }),
);

export const requests: readonly Request[] = all;
