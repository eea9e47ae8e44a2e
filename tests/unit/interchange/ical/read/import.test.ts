import assert from "node:assert/strict";
import { test } from "node:test";
import { occurrences } from "../../../../../functions/_shared/domain/recurrence/index.ts";
import { importCalendar } from "../../../../../functions/_shared/interchange/ical/read/import.ts";
import { calendar, context, isInvalid, lines, task, told } from "../../read.ts";

const lasting = "How long it lasts is not carried over: a task has one date, on which it is due.";

test("Google: a series is one task at its next occurrence, and knows its number", () => {
  const standup = task(calendar("google.ics"), "Stand-up");
  assert.deepEqual(standup.due, { date: "2026-03-11", time: "09:30", time_zone: "Europe/Berlin" });
  assert.equal(standup.recurrence?.rrule, "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;UNTIL=20261231");
  assert.deepEqual(standup.anchor, { date: "2024-01-08", time: "09:30", time_zone: "Europe/Berlin" });
  assert.equal(standup.occurrence, 568);
  assert.deepEqual(standup.reminders, [{ before: "PT10M" }]);
});

test("Google: moved occurrences are tasks of their own, cancelled and excluded ones exception dates", () => {
  const imported = calendar("google.ics");
  const exdates = ["2026-01-05", "2026-03-12", "2026-03-16", "2026-03-20"];
  assert.deepEqual(task(imported, "Stand-up").recurrence?.exdates, exdates);
  const moved = task(imported, "Stand-up (later today)");
  assert.deepEqual(moved.due, { date: "2026-03-12", time: "11:00", time_zone: "Europe/Berlin" });
  assert.equal(moved.recurrence, null);
  assert.equal(imported.entries.length, 6);
});

test("Google: times in UTC are told on the calendar's clock; days stay days", () => {
  const imported = calendar("google.ics");
  const dentist = task(imported, "Zahnarzt");
  assert.deepEqual(dentist.due, { date: "2026-03-20", time: "09:00", time_zone: "Europe/Berlin" });
  assert.deepEqual(dentist.reminders, [{ before: "P1D" }, { before: "PT1H30M" }]);
  assert.equal(dentist.notes, "Location: Dr. Weiß, Hauptstr. 5, 10827 Berlin");
  assert.equal(dentist.created_at, "2026-02-01T08:00:00.000Z");
  const birthday = task(imported, "Geburtstag Mama 🎂");
  assert.deepEqual(birthday.due, { date: "2026-04-15" });
  assert.equal(birthday.occurrence, 37);
});

test("Google: events that are over are done, as of their end", () => {
  const imported = calendar("google.ics");
  const old = task(imported, "Bewerbungsgespräch");
  assert.equal(old.status, "done");
  assert.equal(old.completed_at, "2019-06-11T15:00:00.000Z");
  assert.equal(told(imported)["Events that are over are imported as done."], '"Bewerbungsgespräch"');
});

test("Google: the report says what was left behind, each thing once", () => {
  const report = told(calendar("google.ics"));
  assert.match(report[lasting] ?? "", /^"Stand-up", .* and 2 more$/);
  assert.equal(
    report["Participants and organisers are not carried over: a task is one person's."],
    '"Stand-up" and 1 more',
  );
  assert.equal(Object.keys(report).length, 5);
});

test("Outlook: Windows zones by name, own zones by their clock, unknown ones as the user's, and told", () => {
  const imported = calendar("outlook.ics");
  assert.equal(task(imported, "Teamrunde").due?.time_zone, "Europe/Berlin");
  assert.equal(task(imported, "Close the books").due?.time_zone, "America/New_York");
  assert.deepEqual(task(imported, "Lunch with Pat").due, {
    date: "2026-04-01",
    time: "12:00",
    time_zone: "Europe/Berlin",
  });
  const report = told(imported);
  assert.equal(
    report["It is read as America/New_York, whose clock agrees with it."],
    'Time zone "Customized Time Zone"',
  );
  assert.equal(
    report[
      "It is not known and not defined in the file: its times are read as local times in Europe/Berlin."
    ],
    'Time zone "Never Heard Of Time"',
  );
});

test("Outlook: COUNT goes on from the occurrence that is next; a changed one is named by its date alone", () => {
  const imported = calendar("outlook.ics");
  const round = task(imported, "Teamrunde");
  assert.equal(round.recurrence?.rrule, "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO;COUNT=20");
  assert.deepEqual(round.recurrence?.exdates, ["2026-03-16", "2026-04-13"]);
  assert.deepEqual([round.due?.date, round.occurrence], ["2026-03-30", 3]);
  assert.equal(task(imported, "Teamrunde (Dienstag)").due?.date, "2026-03-17");
});

test("Outlook: a rule that means other days here is carried over and told", () => {
  const report = told(calendar("outlook.ics"));
  const [reason] = Object.keys(report).filter((each) => each.startsWith("In months that lack its day"));
  assert.equal(report[reason ?? ""], '"Close the books"');
});

test("Apple: alarms at an instant, on the day itself, at a place, and none", () => {
  const imported = calendar("apple-reminders.ics");
  assert.deepEqual(task(imported, "Take vitamins").reminders, [{ before: "PT0S" }]);
  assert.deepEqual(task(imported, "Tag der Arbeit").reminders, [{ before: "P0D", time: "09:00" }]);
  assert.deepEqual(task(imported, "Parcel").reminders, []);
  assert.equal(told(imported)["Reminders at a place are not carried over."], '"Parcel"');
});

test("Apple: done reminders are done since then; priorities and links are kept", () => {
  const imported = calendar("apple-reminders.ics");
  const flowers = task(imported, "Buy flowers");
  assert.deepEqual([flowers.status, flowers.completed_at], ["done", "2026-02-14T17:30:00.000Z"]);
  assert.deepEqual([flowers.priority, task(imported, "Take vitamins").priority], ["low", "high"]);
  assert.equal(task(imported, "Parcel").notes, "Bring the label\n\nLink: https://parcels.example/track?id=7");
});

test("Nextcloud: categories, floating times, sub-tasks, and a start that is not the due date", () => {
  const imported = calendar("nextcloud-tasks.ics");
  assert.deepEqual(task(imported, "Wohnung renovieren").tags, ["Zuhause", "Frühling 2026"]);
  const paint = task(imported, "Farbe kaufen");
  assert.deepEqual(paint.due, { date: "2026-04-04", time: "10:00" });
  assert.equal(paint.notes, "Part of: Wohnung renovieren");
  assert.deepEqual(paint.reminders, [{ before: "PT1H" }]);
  const bins = task(imported, "Müll rausbringen");
  assert.deepEqual([bins.due?.date, bins.due?.time], ["2026-03-02", "20:00"]);
  const bill = task(imported, "Alte Rechnung");
  assert.deepEqual([bill.status, bill.skipped_at], ["done", "2026-01-05T10:00:00.000Z"]);
});

test("Thunderbird: completed occurrences are history, the next open one carries the series", () => {
  const imported = calendar("thunderbird.ics");
  const plants = imported.entries.filter(({ task: { title } }) => title === "Water the plants");
  assert.deepEqual(
    plants.map(({ task: { due, status, occurrence } }) => [due?.date, status, occurrence]),
    [
      ["2026-03-08", "open", 2],
      ["2026-03-07", "done", null],
    ],
  );
  assert.equal(plants[0]?.task.due?.time_zone, "Australia/Sydney");
  // Midnight in UTC is 11:00 there: 1 April is still included.
  assert.equal(plants[0]?.task.recurrence?.rrule, "FREQ=DAILY;UNTIL=20260401");
});

test("Thunderbird: extra dates are tasks, an alarm before the end is one before the start", () => {
  const course = calendar("thunderbird.ics").entries.filter(({ task: { title } }) => title === "Course");
  assert.deepEqual(
    course.map(({ task: { due } }) => `${due?.date} ${due?.time}`),
    ["2026-06-01 18:00", "2026-06-03 18:00", "2026-06-08 19:00"],
  );
  for (const { task: each } of course) assert.deepEqual(each.reminders, [{ before: "PT30M" }]);
});

test("a broken file loses what is broken and says where", () => {
  const imported = calendar("broken.ics");
  assert.deepEqual(
    imported.entries.map(({ task: { title } }) => title),
    ["First", "Thirtieth of February", "Every six hours", "Untitled"],
  );
  assert.match(task(imported, "First").notes, /^A line\nthat was not folded\nand another: with a colon$/);
  const lost = imported.report.filter(({ reason }) => reason.startsWith("Not imported."));
  assert.deepEqual(
    lost.map(({ line, what }) => [line, what]),
    [
      [17, '"Lost its end"'],
      [49, "An entry without a title"],
      [43, '"Called off"'],
    ],
  );
  // A task is worth more than its date.
  assert.equal(task(imported, "Thirtieth of February").due, null);
  assert.equal(
    told(imported)['Its DTSTART "20260231T100000" is not a date. This part of it is left out.'],
    '"Thirtieth of February"',
  );
});

test("a rule no task can have leaves the task and is told", () => {
  const imported = calendar("broken.ics");
  assert.equal(task(imported, "Every six hours").recurrence, null);
  assert.ok(
    Object.keys(told(imported)).some((reason) =>
      reason.startsWith("Its repetition (FREQ=HOURLY;INTERVAL=6) is not carried over"),
    ),
  );
});

test("what is no calendar is refused", () => {
  assert.throws(() => importCalendar("TYPE,CONTENT\ntask,x", context), isInvalid);
});

test("entries without UID keep their identity from one reading to the next; equal UIDs stay apart", () => {
  const content = ["BEGIN:VTODO", "SUMMARY:a", "END:VTODO", "BEGIN:VTODO", "UID:x", "SUMMARY:b", "END:VTODO"];
  const other = ["BEGIN:VTODO", "UID:x", "SUMMARY:c", "END:VTODO"];
  const [first, second] = [lines(...content, ...other), lines(...content, ...other)];
  const keys = first.entries.map(({ key }) => key);
  assert.deepEqual(
    keys,
    second.entries.map(({ key }) => key),
  );
  assert.deepEqual(keys.slice(1), ["x", "x#2"]);
});

test("UNTIL ends with the last occurrence it lets in", async () => {
  const series = (until: string) =>
    lines(
      "BEGIN:VEVENT",
      "UID:u",
      "SUMMARY:s",
      "DTSTART;TZID=America/New_York:20260401T200000",
      `RRULE:FREQ=DAILY;UNTIL=${until}`,
      "END:VEVENT",
    );
  const rule = async (until: string) => (await series(until)).entries[0]?.task.recurrence?.rrule;
  assert.equal(await rule("20260411T000000Z"), "FREQ=DAILY;UNTIL=20260410");
  assert.equal(await rule("20260410T235959Z"), "FREQ=DAILY;UNTIL=20260409");
  assert.equal(await rule("20260410"), "FREQ=DAILY;UNTIL=20260410");
});

test("a series that is over is done at its last occurrence", () => {
  const { entries } = lines(
    "BEGIN:VEVENT",
    "UID:u",
    "SUMMARY:s",
    "DTSTART:20240101T080000Z",
    "DTEND:20240101T090000Z",
    "RRULE:FREQ=DAILY;COUNT=3",
    "END:VEVENT",
  );
  const [entry] = entries;
  assert.deepEqual(
    [entry?.task.status, entry?.task.due?.date, entry?.task.occurrence],
    ["done", "2024-01-03", 3],
  );
  assert.equal(entry?.task.completed_at, "2024-01-03T09:00:00.000Z");
});

test("an event that has begun is open until it is over, an all-day one until its day is", async () => {
  const event = (...content: string[]) =>
    lines("BEGIN:VEVENT", "UID:u", "SUMMARY:s", ...content, "END:VEVENT");
  const status = async (...content: string[]) => (await event(...content)).entries[0]?.task.status;
  assert.equal(await status("DTSTART:20260310T113000Z", "DTEND:20260310T123000Z"), "open");
  assert.equal(await status("DTSTART:20260310T103000Z", "DTEND:20260310T113000Z"), "done");
  assert.equal(await status("DTSTART;VALUE=DATE:20260310"), "open");
  assert.equal(await status("DTSTART;VALUE=DATE:20260309", "DTEND;VALUE=DATE:20260311"), "open");
  assert.equal(await status("DTSTART;VALUE=DATE:20260309"), "done");
});

test("text is freed of what no database keeps, and cut where it is too long", () => {
  const long = "x".repeat(600);
  const imported = lines(
    "BEGIN:VTODO",
    `SUMMARY:a\u0000b\u0007 ${long}`,
    "DESCRIPTION:one\\ntwo",
    "END:VTODO",
  );
  const { title, notes } = (imported.entries[0] as never as { task: { title: string; notes: string } }).task;
  assert.equal(title.length, 500);
  assert.ok(title.startsWith("ab xxx") && title.endsWith("…"));
  assert.equal(notes, `ab ${long}\n\none\ntwo`);
});

test("the last occurrence of a series that is over is found, whatever its rule", () => {
  const rules = [
    "FREQ=DAILY",
    "FREQ=DAILY;INTERVAL=3",
    "FREQ=WEEKLY;BYDAY=MO,SA",
    "FREQ=MONTHLY",
    "FREQ=YEARLY",
  ];
  for (const rule of rules)
    for (const until of ["20150329", "20191231", "20251026"])
      for (const start of ["DTSTART;TZID=Europe/Berlin:20120131T023000", "DTSTART;VALUE=DATE:20120131"]) {
        const rrule = `${rule};UNTIL=${until}`;
        const { entries } = lines("BEGIN:VEVENT", "UID:u", start, `RRULE:${rrule}`, "END:VEVENT");
        const [{ task: found }] = entries as [(typeof entries)[0]];
        const recurrence = { ...found.recurrence, anchor: found.anchor } as Parameters<typeof occurrences>[0];
        const last = occurrences(recurrence, "Europe/Berlin", { limit: Infinity }).at(-1);
        assert.deepEqual(
          [found.due?.date, found.occurrence],
          [last?.due.date, last?.number],
          `${rrule} ${start}`,
        );
      }
});
