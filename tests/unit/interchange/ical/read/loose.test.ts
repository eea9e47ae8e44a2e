import assert from "node:assert/strict";
import { test } from "node:test";
import { decoded, withWholeCharacters } from "../../../../../functions/_shared/interchange/encoding.ts";
import { importCalendar } from "../../../../../functions/_shared/interchange/ical/read/import.ts";
import { context, lines, task, told } from "../../read.ts";

// What programs write although RFC 5545 does not have it, read as it is meant.

const entry =
  (kind: string) =>
  (title: string, ...content: string[]) => [
    `BEGIN:${kind}`,
    `UID:${title}`,
    `SUMMARY:${title}`,
    ...content,
    `END:${kind}`,
  ];
const event = entry("VEVENT");
const todo = entry("VTODO");
const dueOf = (...content: string[]) => task(lines(...content), "s").due;
const when = (...content: string[]) => {
  const due = dueOf(...content);
  return due && [due.date, due.time, due.time_zone].filter(Boolean).join(" ");
};

test("a line folded inside a character is whole, and no other text is touched", () => {
  const [first, second] = [
    Buffer.from("BEGIN:VCALENDAR\r\nBEGIN:VTODO\r\nSUMMARY:K\xc3", "latin1"),
    Buffer.from("\r\n \xa4se\r\nDESCRIPTION:\xc3\x96l\r\nEND:VTODO\r\nEND:VCALENDAR", "latin1"),
  ];
  const { text, remark } = decoded(withWholeCharacters(Buffer.concat([first, second])));
  assert.equal(remark, undefined);
  assert.equal(task(importCalendar(text, context), "Käse").notes, "Öl");
});

test("a series that began before 1900 goes on from its next day", () => {
  const yearly = (title: string, start: string, rule = "FREQ=YEARLY") => {
    const { due, recurrence, occurrence, anchor } = task(
      lines(...event(title, `DTSTART;VALUE=DATE:${start}`, `RRULE:${rule}`)),
      title,
    );
    return { due: due?.date, rrule: recurrence?.rrule, occurrence, anchor: anchor?.date };
  };
  assert.deepEqual(yearly("a", "16041215"), {
    due: "2026-12-15",
    rrule: "FREQ=YEARLY",
    occurrence: 127,
    anchor: "1900-12-15",
  });
  assert.equal(yearly("b", "18950309").due, "2027-03-09");
  assert.equal(yearly("c", "00000309").due, "2027-03-09");
  // 1900 had no 29 February: counted from it, the series would be on the 28th for ever.
  assert.deepEqual(
    [yearly("d", "16040229").anchor, yearly("d", "16040229").due],
    ["1904-02-29", "2027-02-28"],
  );
  // Every fourth year from 1604 on, and 500 of them.
  assert.deepEqual(yearly("e", "16040601", "FREQ=YEARLY;INTERVAL=4;COUNT=500"), {
    due: "2028-06-01",
    rrule: "FREQ=YEARLY;INTERVAL=4;COUNT=426",
    occurrence: 33,
    anchor: "1900-06-01",
  });
  // 22,186 weeks after that of 1 January 1601.
  assert.equal(yearly("f", "16010103", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU").due, "2026-03-17");
});

test("a task of such a series is due next, not a century ago; without a rule its date is left out", () => {
  assert.equal(dueOf(...todo("s", "DTSTART;VALUE=DATE:16041215", "RRULE:FREQ=YEARLY"))?.date, "2026-12-15");
  const once = lines(...event("s", "DTSTART;VALUE=DATE:16041215", "CREATED:00001231T000000Z"));
  assert.deepEqual([task(once, "s").due, task(once, "s").status], [null, "open"]);
  assert.ok("Its date 1604-12-15 is left out: dates here are between 1900 and 2200." in told(once));
});

test("names of zones that say what they mean are read so, with quotes and without", () => {
  const at = (tzid: string) => when(...event("s", `DTSTART;TZID=${tzid}:20270710T101500`));
  // An instant is told on the person's clock.
  for (const tzid of [
    '"tzone://Microsoft/Utc"',
    "tzone://Microsoft/Utc",
    "Coordinated Universal Time",
    "GMT+0000",
  ])
    assert.equal(at(tzid), "2027-07-10 12:15 Europe/Berlin", tzid);
  const zones: Record<string, string> = {
    "(UTC-05:00) Eastern Time (US & Canada)": "America/New_York",
    "(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna": "Europe/Amsterdam",
    "(UTC+10:00) Canberra, Melbourne, Sydney": "Australia/Melbourne",
    "(UTC-06:00) Guadalajara, Mexico City, Monterrey": "America/Mexico_City",
    "(UTC-09:00) Alaska": "America/Anchorage",
    "(GMT-08.00) Pacific Time (US & Canada)": "America/Los_Angeles",
    "(UTC+00:00) Dublin, Edinburgh, Lisbon, London": "Europe/Dublin",
  };
  for (const [name, zone] of Object.entries(zones)) {
    assert.equal(at(`"${name}"`), `2027-07-10 10:15 ${zone}`, name);
    assert.equal(at(name), `2027-07-10 10:15 ${zone}`, name);
  }
});

test("a name that says only an offset is read by it, and told", () => {
  const offsets: Record<string, string> = {
    "GMT+0200": "2027-07-10 10:15",
    "UTC+05:30": "2027-07-10 06:45",
    "(UTC-03:00) Nowhere at all": "2027-07-10 15:15",
    "GMT -0500 (Standard) / GMT -0400 (Daylight)": "2027-07-10 17:15",
  };
  for (const [name, berlin] of Object.entries(offsets)) {
    const imported = lines(...event("s", `DTSTART;TZID="${name}":20270710T101500`));
    const { date, time, time_zone } = task(imported, "s").due ?? {};
    assert.deepEqual([`${date} ${time}`, time_zone], [berlin, "Europe/Berlin"], name);
    assert.ok(
      Object.keys(told(imported)).some((reason) => reason.startsWith("It says only how far")),
      name,
    );
  }
});

test("an offset behind a time is part of it", () => {
  for (const start of [
    "20270104T142000-0500",
    "2027-01-04T14:20:00-05:00",
    "2027-01-04T14:20:00.000-05:00",
    "20270104T192000Z",
  ])
    assert.equal(when(...event("s", `DTSTART:${start}`)), "2027-01-04 20:20 Europe/Berlin", start);
  assert.equal(when(...event("s", "DTSTART:20270104T142000+0530")), "2027-01-04 09:50 Europe/Berlin");
  // A series keeps the clock that it was written on.
  const series = dueOf(...event("s", "DTSTART:20270104T142000-0500", "RRULE:FREQ=DAILY"));
  assert.deepEqual(series, { date: "2027-01-04", time: "14:20", time_zone: "Etc/GMT+5" });
});

test("extra dates are united with the beginning and the rule, less what was taken out or changed", () => {
  const days = (...content: string[]) =>
    lines(...content)
      .entries.map(({ task: { due } }) => `${due?.date} ${due?.time ?? ""}`.trim())
      .sort();
  const course = [
    "DTSTART;TZID=Europe/Berlin:20270105T180000",
    "RDATE;TZID=Europe/Berlin:20270105T180000,20270107T180000,20270107T180000,20270112T180000",
    "RDATE;TZID=Europe/Berlin:20270119T180000",
    "EXDATE;TZID=Europe/Berlin:20270112T180000",
  ];
  const moved = [
    "BEGIN:VEVENT",
    "UID:s",
    "SUMMARY:s",
    "RECURRENCE-ID:20270119T170000Z",
    "DTSTART;TZID=Europe/Berlin:20270120T200000",
    "END:VEVENT",
  ];
  assert.deepEqual(days(...event("s", ...course), ...moved), [
    "2027-01-05 18:00",
    "2027-01-07 18:00",
    "2027-01-20 20:00",
  ]);
  // A rule's own day is no extra one; a day that is taken out by its date alone is out, the first too.
  const weekly = [
    "DTSTART;TZID=Europe/Berlin:20270105T180000",
    "RRULE:FREQ=WEEKLY;COUNT=3",
    "RDATE;TZID=Europe/Berlin:20270112T180000,20270112T190000,20270113T180000",
  ];
  assert.deepEqual(days(...event("s", ...weekly)), [
    "2027-01-05 18:00",
    "2027-01-12 19:00",
    "2027-01-13 18:00",
  ]);
  assert.deepEqual(
    days(
      ...event("s", "DTSTART;VALUE=DATE:20270105", "RDATE;VALUE=DATE:20270106", "EXDATE;VALUE=DATE:20270105"),
    ),
    ["2027-01-06"],
  );
});

test("quoted-printable is decoded in its charset, over soft line breaks", () => {
  const imported = lines(
    "BEGIN:VEVENT",
    "SUMMARY;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Restm=C3=BCll=20=",
    "abholen",
    "DESCRIPTION;ENCODING=QUOTED-PRINTABLE;CHARSET=ISO-8859-1:Tonne bis 6 Uhr=0D=0Aan die Stra=DFe",
    "LOCATION;QUOTED-PRINTABLE:Caf=C3=A9",
    "END:VEVENT",
  );
  assert.equal(task(imported, "Restmüll abholen").notes, "Tonne bis 6 Uhr\nan die Straße\n\nLocation: Café");
});

test("a text whose line breaks are plain keeps all of its lines", () => {
  const text = [
    "Please join",
    "https://example.org/meet?id=1",
    "Meeting ID: 123",
    "Note: bring a pen",
    "Location: Room 5",
    "End: Monday",
    "Begin: now",
    "Bye",
  ];
  const imported = lines(
    "BEGIN:VEVENT",
    "SUMMARY:Webinar",
    `DESCRIPTION:${text[0]}`,
    ...text.slice(1),
    "location:Online",
    "X-FOO:bar",
    "END:VEVENT",
  );
  assert.equal(task(imported, "Webinar").notes, `${text.join("\n")}\n\nLocation: Online`);
  assert.deepEqual(Object.keys(told(imported)), ["X-FOO has no counterpart in a task."]);
});

test("a rule with blanks or in lower case is a rule; what is none is told as a repetition", () => {
  const rule = (text: string) =>
    task(lines(...todo("s", "DUE;VALUE=DATE:20270104", text)), "s").recurrence?.rrule;
  assert.equal(rule("RRULE:FREQ=WEEKLY;INTERVAL=1;BYDAY=MO, TU, WE"), "FREQ=WEEKLY;BYDAY=MO,TU,WE");
  assert.equal(rule("RRULE:freq=monthly;byday=1mo "), "FREQ=MONTHLY;BYDAY=1MO");
  assert.equal(rule("RRULE: FREQ=DAILY;;UNTIL=2027-06-01T00:00:00Z;"), "FREQ=DAILY;UNTIL=20270601");
  const none = lines(...todo("s", "DUE;VALUE=DATE:20270104", "RRULE:every full moon"));
  assert.ok(
    Object.keys(told(none)).some((reason) => reason.startsWith("Its repetition (every full moon) is not")),
  );
});

test("whole days that are written as midnight to midnight are days", () => {
  const fair = [
    "DTSTART;TZID=W. Europe Standard Time:20270104T000000",
    "DTEND;TZID=W. Europe Standard Time:20270105T000000",
  ];
  for (const says of [
    "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE",
    "X-FUNAMBOL-ALLDAY:1",
    "X-MICROSOFT-MSNCALENDAR-ALLDAYEVENT:TRUE",
  ])
    assert.deepEqual(dueOf(...event("s", ...fair, says)), { date: "2027-01-04" }, says);
  const utc = ["DTSTART:20270103T230000Z", "DTEND:20270104T230000Z", "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE"];
  assert.deepEqual(dueOf(...event("s", ...utc)), { date: "2027-01-04" });
  const talk = ["DTSTART;TZID=Europe/Berlin:20270104T090000", "X-MICROSOFT-CDO-ALLDAYEVENT:FALSE"];
  assert.equal(dueOf(...event("s", ...talk))?.time, "09:00");
});

test("a date is read as far as it can be, and one that cannot costs only itself", () => {
  assert.equal(when(...todo("s", "DUE:20270104T240000")), "2027-01-05 00:00");
  assert.equal(when(...todo("s", "DUE: 20270104T090000 ")), "2027-01-04 09:00");
  assert.equal(when(...todo("s", "DUE:2027-01-04 09:00")), "2027-01-04 09:00");
  const some = lines(
    ...todo("s", "DUE:Next Year"),
    ...event("t", "DTSTART:20270104T090000", "DURATION:an hour", "RECURRENCE-ID:the second"),
  );
  assert.equal(task(some, "s").due, null);
  assert.equal(task(some, "t").due?.time, "09:00");
  assert.equal(told(some)['Its DUE "Next Year" is not a date. This part of it is left out.'], '"s"');
});

test("an alarm that no task can have costs only itself", () => {
  for (const trigger of ["-P99999D", "VALUE=DATE-TIME:16010101T000000Z"]) {
    const imported = lines(
      ...todo(
        "s",
        "DUE:20270104T090000",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        `TRIGGER${trigger.startsWith("V") ? ";" : ":"}${trigger}`,
        "END:VALARM",
      ),
    );
    assert.deepEqual(task(imported, "s").reminders, []);
    assert.ok(
      Object.keys(told(imported)).some((reason) => reason.startsWith("An alarm is left out")),
      trigger,
    );
  }
});
