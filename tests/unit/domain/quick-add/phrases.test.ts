import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
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

function read(text: string, how: Partial<Circumstances> = {}): string {
  const { title, due, recurrence, reminders } = parseQuickAdd(text, { ...at, ...how }, new Set()).task;
  return [
    title,
    due && [due.date, due.time].filter(Boolean).join(" "),
    recurrence?.rrule,
    ...reminders.map((one) => ("before" in one ? `-${one.before}` : one.at)),
  ]
    .filter(Boolean)
    .join(" | ");
}

// Each must give the same result for every preferred language.
const cases: [string, string][] = [
  ["Pay rent on the last day of every month", "Pay rent | 2026-11-30 | FREQ=MONTHLY;BYMONTHDAY=-1"],
  ["Pay rent the last day of each month", "Pay rent | 2026-11-30 | FREQ=MONTHLY;BYMONTHDAY=-1"],
  ["Pay rent every last day of the month at 9am", "Pay rent | 2026-11-30 09:00 | FREQ=MONTHLY;BYMONTHDAY=-1"],
  ["Pay rent every month on the last day", "Pay rent | 2026-11-30 | FREQ=MONTHLY;BYMONTHDAY=-1"],
  ["Pay rent on the last day of the month", "Pay rent | 2026-11-30"],
  ["Pay rent at the end of the month", "Pay rent | 2026-11-30"],
  ["Pay bill on the 1st of every month", "Pay bill | 2026-12-01 | FREQ=MONTHLY;BYMONTHDAY=1"],
  ["Pay bill on the first of every month", "Pay bill | 2026-12-01 | FREQ=MONTHLY;BYMONTHDAY=1"],
  ["Pay bill every 20th of the month", "Pay bill | 2026-11-20 | FREQ=MONTHLY;BYMONTHDAY=20"],
  ["Board on the first Monday of every month", "Board | 2026-12-07 | FREQ=MONTHLY;BYDAY=1MO"],
  ["Board every month on the last Friday", "Board | 2026-11-27 | FREQ=MONTHLY;BYDAY=-1FR"],
  ["Board every third Thursday of the month", "Board | 2026-11-19 | FREQ=MONTHLY;BYDAY=3TH"],
  ["visa on the 15th of May", "visa | 2027-05-15"],
  ["every other Tuesday trash", "trash | 2026-11-24 | FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"],
  ["trash every other tue at 7", "trash | 2026-11-24 07:00 | FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"],
  ["plants every 3rd day", "plants | 2026-11-18 | FREQ=DAILY;INTERVAL=3"],
  ["plants every two weeks", "plants | 2026-11-18 | FREQ=WEEKLY;INTERVAL=2"],
  ["pills every morning", "pills | 2026-11-19 09:00 | FREQ=DAILY"],
  ["choir every Tuesday evening", "choir | 2026-11-24 19:00 | FREQ=WEEKLY;BYDAY=TU"],
  ["Call John at 5", "Call John | 2026-11-18 17:00"],
  ["Call John at 6:30", "Call John | 2026-11-18 18:30"],
  ["Call John at 5 pm", "Call John | 2026-11-18 17:00"],
  ["Call John at 5am", "Call John | 2026-11-19 05:00"],
  ["Call John at 7", "Call John | 2026-11-19 07:00"],
  ["Call John at 12", "Call John | 2026-11-18 12:00"],
  ["Call John at half past three", "Call John | 2026-11-18 15:30"],
  ["Call John at 8 in the evening", "Call John | 2026-11-18 20:00"],
  ["tomorrow at 5pm call Bob", "call Bob | 2026-11-19 17:00"],
  ["Tomorrow: call Bob", "call Bob | 2026-11-19"],
  ["in 1 hour call mum", "call mum | 2026-11-18 11:00"],
  ["in an hour call mum", "call mum | 2026-11-18 11:00"],
  ["in half an hour call mum", "call mum | 2026-11-18 10:30"],
  ["in 2 minutes tea", "tea | 2026-11-18 10:02"],
  ["in 20 min", "in 20 min | 2026-11-18 10:20"],
  ["tea in 20m", "tea | 2026-11-18 10:20"],
  ["in 15 hours call mum", "call mum | 2026-11-19 01:00"],
  ["dinner tonight", "dinner | 2026-11-18 20:00"],
  ["dinner tonight at 8:30", "dinner | 2026-11-18 20:30"],
  ["party tonight at 1", "party | 2026-11-19 01:00"],
  ["dinner tomorrow night", "dinner | 2026-11-19 20:00"],
  ["run this morning", "run | 2026-11-18 09:00"],
  ["run this afternoon", "run | 2026-11-18 15:00"],
  ["run this evening at 7", "run | 2026-11-18 19:00"],
  ["tomorrow morning run", "run | 2026-11-19 09:00"],
  ["run on friday evening", "run | 2026-11-20 19:00"],
  ["meeting in 2 minutes remind me at time", "meeting | 2026-11-18 10:02 | -PT0S"],
  ["meeting at 5 remind me when it's due", "meeting | 2026-11-18 17:00 | -PT0S"],
  ["meeting at 5 remind me", "meeting remind me | 2026-11-18 17:00"],
  ["remind me to call mum tomorrow", "remind me to call mum | 2026-11-19"],
  ["remind me 1h before", "remind me 1h before"],
  ["Treffen um 5 erinnere mich pünktlich", "Treffen | 2026-11-18 17:00 | -PT0S"],
  ["Einkaufen heute Abend", "Einkaufen | 2026-11-18 20:00"],
  ["Einkaufen heute Abend um 8", "Einkaufen | 2026-11-18 20:00"],
  ["Einkaufen Freitagabend", "Einkaufen | 2026-11-20 20:00"],
  ["jeden ersten Montag im Monat Backup", "Backup | 2026-12-07 | FREQ=MONTHLY;BYDAY=1MO"],
  ["Backup am ersten Montag jedes Monats", "Backup | 2026-12-07 | FREQ=MONTHLY;BYDAY=1MO"],
  ["Backup jeden letzten Freitag im Monat", "Backup | 2026-11-27 | FREQ=MONTHLY;BYDAY=-1FR"],
  ["Backup am letzten Freitag im Monat", "Backup | 2026-11-27"],
  ["Miete am letzten Tag des Monats", "Miete | 2026-11-30"],
  ["Miete jeden letzten Tag im Monat", "Miete | 2026-11-30 | FREQ=MONTHLY;BYMONTHDAY=-1"],
  ["Miete am letzten Tag jedes Monats", "Miete | 2026-11-30 | FREQ=MONTHLY;BYMONTHDAY=-1"],
  ["Miete am 1. jedes Monats", "Miete | 2026-12-01 | FREQ=MONTHLY;BYMONTHDAY=1"],
  ["Miete jeden 1. im Monat", "Miete | 2026-12-01 | FREQ=MONTHLY;BYMONTHDAY=1"],
  ["Miete jeden Monat am 15.", "Miete | 2026-12-15 | FREQ=MONTHLY;BYMONTHDAY=15"],
  ["in 2 Minuten Tee", "Tee | 2026-11-18 10:02"],
  ["in einer Stunde Tee", "Tee | 2026-11-18 11:00"],
  ["in einer halben Stunde Tee", "Tee | 2026-11-18 10:30"],
  ["halb drei Kaffee", "Kaffee | 2026-11-18 14:30"],
  ["Kaffee um halb drei", "Kaffee | 2026-11-18 14:30"],
  ["um halb drei", "um halb drei | 2026-11-18 14:30"],
  ["Kaffee um halb 11", "Kaffee | 2026-11-18 10:30"],
  ["Kaffee um halb eins", "Kaffee | 2026-11-18 12:30"],
  ["Kaffee Viertel nach vier", "Kaffee | 2026-11-18 16:15"],
  ["Kaffee um 5", "Kaffee | 2026-11-18 17:00"],
  ["Kaffee um 5 Uhr", "Kaffee | 2026-11-19 05:00"],
  ["Kaffee um 8 Uhr abends", "Kaffee | 2026-11-18 20:00"],
  ["Kino um 20.15 Uhr", "Kino | 2026-11-18 20:15"],
  ["Send the report fri 3pm", "Send the report | 2026-11-20 15:00"],
  ["Kino So 20 Uhr", "Kino | 2026-11-22 20:00"],
  ["Müll heute früh", "Müll | 2026-11-18 08:00"],
  ["morgen früh Müll", "Müll | 2026-11-19 08:00"],
  ["morgen Nachmittag Müll", "Müll | 2026-11-19 15:00"],
  ["übermorgen Mittag Müll", "Müll | 2026-11-20 12:00"],
  ["heute Morgen Müll", "Müll | 2026-11-18 09:00"],
  ["jeden Morgen Tabletten", "Tabletten | 2026-11-19 09:00 | FREQ=DAILY"],
  ["jeden zweiten Dienstag Müll", "Müll | 2026-11-24 | FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"],
  ["jeden zweiten Dienstag im Monat Müll", "Müll | 2026-12-08 | FREQ=MONTHLY;BYDAY=2TU"],
  ["jeden zweiten Tag Blumen", "Blumen | 2026-11-18 | FREQ=DAILY;INTERVAL=2"],
  ["alle zwei Wochen Filter", "Filter | 2026-11-18 | FREQ=WEEKLY;INTERVAL=2"],
  ["übermorgen 18:30 Kino", "Kino | 2026-11-20 18:30"],
  ["Treffen um 11 am Bahnhof", "Treffen am Bahnhof | 2026-11-18 11:00"],
];
for (const [text, understood] of cases)
  for (const words of [english, german])
    test(`"${text}" is understood, ${words === english ? "English" : "German"} first`, () =>
      assert.equal(read(text, { words }), understood));

test("what means two things is read in the language that comes first", () => {
  assert.equal(read("Treffen 11 am Bahnhof", { words: german }), "Treffen 11 am Bahnhof");
  assert.equal(read("meeting 11 am station"), "meeting station | 2026-11-18 11:00");
});

test("a span of time is counted by the clock of the zone", () => {
  const night = { today: "2026-10-25", time: "01:30" };
  assert.equal(read("tea in 2 hours", night), "tea | 2026-10-25 02:30");
  assert.equal(read("tea in 30 min", { time: "23:45" }), "tea | 2026-11-19 00:15");
});

test("a phrase that was dismissed is left whole", () => {
  const dismissed = new Set(["repeat:every other tuesday"]);
  assert.equal(
    parseQuickAdd("trash every other Tuesday", at, dismissed).task.title,
    "trash every other Tuesday",
  );
});

const untouched = [
  "I am so tired",
  "things to do",
  "Things to Do",
  "today's report",
  "shifts Monday to Thursday",
  "clean every Tuesday of Lent",
  "gym every day except Sunday",
  "Pay on the last Friday of Lent",
  "Guten Morgen sagen",
  "Sport am Morgen",
  "swim at 5%",
  "Dive in 20 m",
  "Kuchen die Tage",
  "enjoy the sun",
  "film heute Nacht",
  "meeting in 2 hours and 30 minutes",
  "book table for Friday",
  "halb leere Flaschen",
  "jeden zweiten Satz lesen",
  "call every other friend",
  "Termin am letzten",
  "tomorrow.example is down",
];
for (const text of untouched)
  for (const words of [english, german])
    test(`"${text}" is a title, ${words === english ? "English" : "German"} first`, () =>
      assert.equal(read(text, { words }), text));

const languages = fc.constantFrom(english, german);
const plain =
  "buy read the a an of at on in to for with by and or am is I do so may march second last first next other every each day time week month noon-ish one two um im ab bis von der die das den dem mit und oder ein eine zum zur auf an Brot Milch kaufen lesen Uhr Mal alle jeden halb Art Man Mai Rat mo fr mi sa sun sat wed mon min her war gut not before after mum Bob".split(
    " ",
  );
const nouns = ["milk", "Brot", "report", "Bericht", "Bob"];

test("titles of common words stay untouched", () => {
  const common = plain.filter((one) => !["day", "week", "month", "time", "Uhr", "min"].includes(one));
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...common), { minLength: 1, maxLength: 6 }),
      fc.constantFrom(...nouns),
      languages,
      (some, noun, words) => {
        const title = [...some, noun].join(" ");
        // After a preposition an abbreviation names a day: "on wed", "am Mi".
        fc.pre(
          !/\b(?:on|by|next|am|ab|bis|every|each|alle|jeden|due|this|diese[nrs]?) (?:mo|fr|mi|sa|sun|sat|wed|mon|so|do)\b/i.test(
            title,
          ),
        );
        fc.pre(!/\b(?:every|each|alle|jeden)\b.*\b(?:mo|fr|mi|sa|sun|sat|wed|mon)\b/i.test(title));
        assert.equal(read(title, { words }), title);
      },
    ),
    { numRuns: 2000 },
  );
});

const temporal =
  "tomorrow|today|tonight|on the last day of every month|every other Tuesday|Friday|on Friday|at 5|5pm|at|of|the|on|every|every other|month|im Monat|des Monats|last|letzten|jeden|jeden ersten|zweiten|Montag|Dienstag|morgen|heute|Abend|früh|halb|drei|um|am|in|2|20 min|minutes|Stunden|before|remind me|remind me 1h before|erinnere mich|18:30|9 Uhr|1st|15.|until|bis|next|week|weekend|noon|evening|to|and|und|from|May|5 May|10 times|tea|Kino|call Bob|#home|!high|,|:|-".split(
    "|",
  );
const dangling =
  /(?:^|\s)(?:on the|of|at|every|every other|each|other|until|till|from|next|last|for|to|am|um|im|bis|jeden|jede|letzten|zweiten|halb|im monat|des monats|of every)$/i;
const trailing = /^(?:of|im monat|des monats|o'clock|uhr|evening|abend|früh)(?=\s|$)/i;

test("title and marks make up the whole input, and no phrase is taken in part", () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...temporal), { minLength: 1, maxLength: 7 }),
      languages,
      (parts, words) => {
        const text = parts.join(" ");
        const { spans, task } = parseQuickAdd(text, { ...at, words }, new Set());
        let end = 0;
        const rest: string[] = [];
        for (const span of spans) {
          assert.ok(span.start >= end && span.end > span.start);
          rest.push(text.slice(end, span.start));
          end = span.end;
        }
        rest.push(text.slice(end));
        const bare = (some: string) => some.replace(/[\s,;:]+/g, "");
        assert.equal(bare(task.title), bare(rest.join("")) || bare(text));
        spans.forEach(({ kind }, i) => {
          if (kind === "tag" || kind === "priority") return;
          assert.doesNotMatch(rest[i]?.trim() ?? "", dangling, text);
          assert.doesNotMatch(rest[i + 1]?.trim() ?? "", trailing, text);
        });
      },
    ),
    { numRuns: 5000 },
  );
});
