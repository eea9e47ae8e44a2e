import assert from "node:assert/strict";
import { test } from "node:test";
import { english } from "../../../../functions/_shared/domain/quick-add/english.ts";
import { german } from "../../../../functions/_shared/domain/quick-add/german.ts";
import { parseQuickAdd } from "../../../../functions/_shared/domain/quick-add/parse.ts";

/** What a phrase means to a person in Berlin on Wednesday 18 November 2026 at 10:00. */
function read(text: string, words = english): string {
  const at = { today: "2026-11-18", time: "10:00", zone: "Europe/Berlin", words, dayFirst: words === german };
  const { title, due, recurrence, reminders } = parseQuickAdd(text, at, new Set()).task;
  return [
    title,
    due && [due.date, due.time].filter(Boolean).join(" "),
    recurrence?.rrule,
    ...reminders.map((one) =>
      "at" in one ? one.at : `-${one.before}${"time" in one ? ` ${one.time}` : ""}`,
    ),
  ]
    .filter(Boolean)
    .join(" | ");
}

const understood: [title: string, cases: [string, string][], german?: [string, string][]][] = [
  [
    "a weekday beside a date belongs to it, and the date counts",
    [
      ["dinner Sunday, November 29", "dinner | 2026-11-29"],
      ["dinner Sun, Nov 29 at noon", "dinner | 2026-11-29 12:00"],
      ["dinner Nov 29, Sunday", "dinner | 2026-11-29"],
      ["dinner on Monday the 29th of November", "dinner | 2026-11-29"],
    ],
    [
      ["Essen am Sonntag, den 29. November", "Essen | 2026-11-29"],
      ["Kino So, 29.11. 20 Uhr", "Kino | 2026-11-29 20:00"],
      ["Kino Fr. 4.12.26 um halb drei", "Kino | 2026-12-04 14:30"],
      ["Feier am 31.12. abends", "Feier | 2026-12-31 20:00"],
    ],
  ],
  [
    "a number is no tag, and of several days in a row none is the only one",
    [
      ["Fix issue #1234", "Fix issue #1234"],
      ["order #4711 tomorrow", "order #4711 | 2026-11-19"],
      ["gym mon wed fri", "gym mon wed fri"],
      ["gym wed fri", "gym wed fri"],
    ],
  ],
  [
    "of a range of times the task is due at the start",
    [
      ["lunch from 2 to 3pm", "lunch | 2026-11-18 14:00"],
      ["lunch 2pm-3pm", "lunch | 2026-11-18 14:00"],
      ["lunch tomorrow 14:00-15:00", "lunch | 2026-11-19 14:00"],
      ["lunch between 11 and 1pm", "lunch | 2026-11-18 11:00"],
      ["party 10-2am", "party | 2026-11-18 22:00"],
      ["standup every weekday 9:00-9:15", "standup | 2026-11-19 09:00 | FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"],
      ["read pages 9-10", "read pages 9-10"],
      ["count from 2 to 3", "count from 2 to 3"],
      ["gym from 9am until noon", "gym from 9am until noon"],
      ["tea tomorrow noon 9:00-10:00", "tea tomorrow noon 9:00-10:00"],
    ],
    [
      ["Essen von 14 bis 15 Uhr", "Essen | 2026-11-18 14:00"],
      ["Essen morgen 14-15 Uhr", "Essen | 2026-11-19 14:00"],
      ["Treffen zwischen 14 und 15:30 Uhr", "Treffen | 2026-11-18 14:00"],
      ["Kurs montags von 7 bis 8 Uhr abends", "Kurs | 2026-11-23 19:00 | FREQ=WEEKLY;BYDAY=MO"],
      ["Seiten 9-10 lesen", "Seiten 9-10 lesen"],
    ],
  ],
  [
    "a day by its number is the next one, unless a word behind it makes it something else",
    [
      ["pay rent on the 15th", "pay rent | 2026-12-15"],
      ["dentist on the 18th at 5pm", "dentist | 2026-11-18 17:00"],
      ["taxes by the 31st", "taxes | 2026-12-31"],
      ["on the 20th, call mum", "call mum | 2026-11-20"],
      ["pills every day until the 25th", "pills | 2026-11-18 | FREQ=DAILY;UNTIL=20261125"],
      ["rent every 2 months starting on the 1st", "rent | 2026-12-01 | FREQ=MONTHLY;INTERVAL=2"],
      ["meeting on the 15th floor", "meeting on the 15th floor"],
      ["gym every week on the 15th", "gym every week on the 15th"],
      ["meet on the 32nd", "meet on the 32nd"],
      ["call before the 15th", "call before the 15th"],
      ["trip from the 14th to the 16th", "trip from the 14th to the 16th"],
    ],
    [
      ["Miete am 15.", "Miete | 2026-12-15"],
      ["Termin am 15. von 9 bis 10 Uhr", "Termin | 2026-12-15 09:00"],
      ["Abgabe bis zum 31.", "Abgabe | 2026-12-31"],
      ["Zähle bis 15.", "Zähle bis 15."],
      ["Feier am 1. Advent", "Feier am 1. Advent"],
      ["Abgabe am 15. oder 16.", "Abgabe am 15. oder 16."],
    ],
  ],
  [
    "until a month is until its first day, and until its end if that is said",
    [
      ["vitamins every day until march", "vitamins | 2026-11-18 | FREQ=DAILY;UNTIL=20270301"],
      ["vitamins every day until the end of november", "vitamins | 2026-11-18 | FREQ=DAILY;UNTIL=20261130"],
      ["vitamins every day until march 2028", "vitamins | 2026-11-18 | FREQ=DAILY;UNTIL=20280301"],
      ["vitamins every day until march 5", "vitamins | 2026-11-18 | FREQ=DAILY;UNTIL=20270305"],
      ["vitamins every day until mid march", "vitamins every day until mid march"],
      ["work until march", "work until march"],
    ],
    [
      ["Vitamine jeden Tag bis März", "Vitamine | 2026-11-18 | FREQ=DAILY;UNTIL=20270301"],
      ["Vitamine täglich bis Ende März", "Vitamine | 2026-11-18 | FREQ=DAILY;UNTIL=20270331"],
      ["Vitamine jeden Tag bis Mitte März", "Vitamine jeden Tag bis Mitte März"],
    ],
  ],
  [
    "a short weekday may end in a dot",
    [
      ["dinner Sat. 6pm", "dinner | 2026-11-21 18:00"],
      ["dinner fri, 6pm", "dinner | 2026-11-20 18:00"],
    ],
    [
      ["Arzt Fr. 17 Uhr", "Arzt | 2026-11-20 17:00"],
      ["Arzt am Fr.", "Arzt | 2026-11-20"],
      ["Fr. Mustermann anrufen", "Fr. Mustermann anrufen"],
      ["Fr. Mustermann morgen anrufen", "Fr. Mustermann anrufen | 2026-11-19"],
      ["Arzt kommenden Freitag um 9", "Arzt | 2026-11-20 09:00"],
    ],
  ],
  [
    "a year of two digits is near; 29 February is in the next leap year",
    [
      ["renew 29 feb", "renew | 2028-02-29"],
      ["lunch 5 may 27", "lunch | 2027-05-05"],
      ["lunch 5/12/27 at 9:00", "lunch | 2027-05-12 09:00"],
    ],
    [
      ["Arzt 24.12.26 18:00", "Arzt | 2026-12-24 18:00"],
      ["Feier am 29. Februar", "Feier | 2028-02-29"],
      ["Geburtstag 3.4.85 um 8 Uhr", "Geburtstag 3.4.85 um 8 Uhr"],
    ],
  ],
  [
    "so long from a day, and a day of a week",
    [
      ["dentist 2 weeks from today", "dentist | 2026-12-02"],
      ["dentist a week from monday at 3pm", "dentist | 2026-11-30 15:00"],
      ["dentist next week on wednesday at 9", "dentist | 2026-11-25 09:00"],
      ["dentist friday next week", "dentist | 2026-11-27"],
      ["dentist in seven days", "dentist | 2026-11-25"],
    ],
    [
      ["Arzt heute in einer Woche", "Arzt | 2026-11-25"],
      ["Arzt Montag in zwei Wochen", "Arzt | 2026-12-07"],
      ["Arzt nächste Woche Mittwoch", "Arzt | 2026-11-25"],
      ["Arzt Mittwoch nächster Woche um 10", "Arzt | 2026-11-25 10:00"],
    ],
  ],
  [
    "days of a week that repeats",
    [
      ["gym every 2 weeks on tuesday and friday", "gym | 2026-11-20 | FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,FR"],
      ["gym every tue thu", "gym | 2026-11-19 | FREQ=WEEKLY;BYDAY=TU,TH"],
      ["gym every mon wed fri at 6pm", "gym | 2026-11-18 18:00 | FREQ=WEEKLY;BYDAY=MO,WE,FR"],
      ["gym every monday through friday at 8", "gym | 2026-11-19 08:00 | FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"],
      ["gym on mondays and thursdays", "gym | 2026-11-19 | FREQ=WEEKLY;BYDAY=MO,TH"],
      ["party every friday night at 1", "party | 2026-11-21 01:00 | FREQ=WEEKLY;BYDAY=SA"],
      ["I hate mondays", "I hate mondays"],
    ],
    [
      [
        "Putzen alle 2 Wochen am Dienstag und Freitag",
        "Putzen | 2026-11-20 | FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,FR",
      ],
      ["Sport jeden Di Do", "Sport | 2026-11-19 | FREQ=WEEKLY;BYDAY=TU,TH"],
      ["Müll montags und donnerstags um 7", "Müll | 2026-11-19 07:00 | FREQ=WEEKLY;BYDAY=MO,TH"],
      ["Sport Mo, Mi, Fr um 18 Uhr", "Sport Mo, Mi, Fr um 18 Uhr"],
    ],
  ],
  [
    "the first day and the end of a repetition, in any order with its time",
    [
      [
        "report every friday from dec 4 until dec 25",
        "report | 2026-12-04 | FREQ=WEEKLY;BYDAY=FR;UNTIL=20261225",
      ],
      [
        "report every friday from dec 4 to dec 25",
        "report | 2026-12-04 | FREQ=WEEKLY;BYDAY=FR;UNTIL=20261225",
      ],
      ["report every day at 8 until dec 25", "report | 2026-11-19 08:00 | FREQ=DAILY;UNTIL=20261225"],
      ["report every day for 10 days", "report | 2026-11-18 | FREQ=DAILY;UNTIL=20261127"],
      ["report every monday for 4 weeks", "report | 2026-11-23 | FREQ=WEEKLY;BYDAY=MO;UNTIL=20261220"],
      ["report every friday until christmas", "report every friday until christmas"],
      ["report every friday until yesterday", "report every friday until yesterday"],
      ["report every friday tomorrow", "report every friday tomorrow"],
    ],
    [
      [
        "Putzen jeden Freitag ab 4.12. bis 25.12.",
        "Putzen | 2026-12-04 | FREQ=WEEKLY;BYDAY=FR;UNTIL=20261225",
      ],
      [
        "Putzen jeden Freitag um 8 bis 25.12.",
        "Putzen | 2026-11-20 08:00 | FREQ=WEEKLY;BYDAY=FR;UNTIL=20261225",
      ],
      ["Pillen jeden Tag 10 Tage lang", "Pillen | 2026-11-18 | FREQ=DAILY;UNTIL=20261127"],
      ["Putzen vom 4.12. bis 25.12.", "Putzen vom 4.12. bis 25.12."],
    ],
  ],
  [
    "every so many days, every year on a date, and adverbs",
    [
      ["tree every year on 24 december", "tree | 2026-12-24 | FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24"],
      ["tree every year on the 24th", "tree every year on the 24th"],
      ["plants every 5th day", "plants | 2026-11-18 | FREQ=DAILY;INTERVAL=5"],
      ["pill daily at 8am", "pill | 2026-11-19 08:00 | FREQ=DAILY"],
      ["bins weekly on monday", "bins | 2026-11-23 | FREQ=WEEKLY;BYDAY=MO"],
      ["taxes quarterly from jan 15", "taxes | 2027-01-15 | FREQ=MONTHLY;INTERVAL=3"],
      ["standup weekdays at 9", "standup | 2026-11-19 09:00 | FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"],
      ["daily report tomorrow", "daily report | 2026-11-19"],
      ["read the daily", "read the daily"],
    ],
    [
      ["Baum jedes Jahr am 24. Dezember", "Baum | 2026-12-24 | FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24"],
      ["täglich um 20 Uhr Tabletten", "Tabletten | 2026-11-18 20:00 | FREQ=DAILY"],
      ["Miete monatlich am 15.", "Miete | 2026-12-15 | FREQ=MONTHLY;BYMONTHDAY=15"],
      ["jeden 5. Tag gießen", "gießen | 2026-11-18 | FREQ=DAILY;INTERVAL=5"],
    ],
  ],
  [
    "midnight ends the day that is named; two times are no single task",
    [
      ["call bob tomorrow at midnight", "call bob | 2026-11-20 00:00"],
      ["call bob friday at 9 and at 10", "call bob friday at 9 and at 10"],
      ["pill every day at 8am and 8pm", "pill every day at 8am and 8pm"],
    ],
    [
      ["Film morgen um Mitternacht", "Film | 2026-11-20 00:00"],
      ["Film morgen 24 Uhr", "Film | 2026-11-20 00:00"],
      ["täglich um 8 und 20 Uhr Pillen", "täglich um 8 und 20 Uhr Pillen"],
    ],
  ],
  [
    "a reminder at a time is the last before the task is due, and repeats with it",
    [
      [
        "Bins every Tuesday at 7 remind me at 6:30",
        "Bins | 2026-11-24 07:00 | FREQ=WEEKLY;BYDAY=TU | -PT30M",
      ],
      ["dinner at 6pm remind me at 5", "dinner | 2026-11-18 18:00 | 2026-11-18T16:00:00.000Z"],
      ["pills every day remind me at 8am", "pills | 2026-11-18 | FREQ=DAILY | -P0D 08:00"],
      ["dinner today at 6pm remind me at 7pm", "dinner remind me at 7pm | 2026-11-18 18:00"],
    ],
    [
      [
        "Müll jeden Dienstag um 7 erinnere mich um 6:30",
        "Müll | 2026-11-24 07:00 | FREQ=WEEKLY;BYDAY=TU | -PT30M",
      ],
    ],
  ],
];
for (const [title, inEnglish, inGerman = []] of understood)
  test(title, () => {
    for (const [text, meaning] of inEnglish) assert.equal(read(text), meaning);
    for (const [text, meaning] of inGerman) assert.equal(read(text, german), meaning);
  });

const half = [
  "prepare Monday report tomorrow",
  "gym every day except Sunday at 8",
  "book table for Friday at 8pm",
  "yesterday at 5",
  "gym mondays at 6",
  "30/2/27 18:00 foo",
  "call in a fortnight at 5",
  "call friday week at 5",
  "trip in 2 weeks on wednesday",
  "call monday this week",
  "pay on 1st of every month at midnight",
];
const halb = [
  "31.02. 18:00 Foo",
  "Arzt übernächsten Montag um 9",
  "Arzt Fr. mittags",
  "gestern um 5",
  "Treffen in drei Monaten am Montag",
  "Abgabe Ende Dezember um 12 Uhr",
];
for (const [phrases, words] of [
  [half, english],
  [halb, german],
] as const)
  for (const text of phrases)
    test(`"${text}" stays a title, as a part of it is not understood`, () =>
      assert.equal(read(text, words), text));
